/** The resources of both generations. */
import type { ReadResourceResult } from '@modelcontextprotocol/server';
import { PNG_BASE64 } from './samples';

type Contents = ReadResourceResult['contents'][number];

interface Resource {
  readonly uri: string;
  readonly name: string;
  readonly description: string;
  readonly mimeType: string;
  readonly body: { readonly text: string } | { readonly blob: string };
}

export const RESOURCES: readonly Resource[] = [
  {
    uri: 'test://static-text',
    name: 'Static text',
    description: 'A text that never changes',
    mimeType: 'text/plain',
    body: { text: 'This is the content of the static text resource.' },
  },
  {
    uri: 'test://static-binary',
    name: 'Static binary',
    description: 'An image that never changes',
    mimeType: 'image/png',
    body: { blob: PNG_BASE64 },
  },
  {
    uri: 'test://watched-resource',
    name: 'Watched resource',
    description: 'A resource to subscribe to',
    mimeType: 'text/plain',
    body: { text: 'Watched resource content' },
  },
];

export const TEMPLATE = {
  uriTemplate: 'test://template/{id}/data',
  name: 'Data by id',
  description: 'One document for each id',
  mimeType: 'application/json',
};

const TEMPLATE_URI = /^test:\/\/template\/(?<id>[^/]+)\/data$/;

export function listResources() {
  return { resources: RESOURCES.map(({ body: _, ...listed }) => listed) };
}

export function listResourceTemplates() {
  return { resourceTemplates: [TEMPLATE] };
}

/** The contents at `uri`, or undefined when there are none. */
export function readResource(uri: string): { contents: Contents[] } | undefined {
  const contents = staticContents(uri) ?? templateContents(uri);
  return contents === undefined ? undefined : { contents: [contents] };
}

function staticContents(uri: string): Contents | undefined {
  const resource = RESOURCES.find((candidate) => candidate.uri === uri);
  return resource === undefined ? undefined : { uri, mimeType: resource.mimeType, ...resource.body };
}

function templateContents(uri: string): Contents | undefined {
  const id = TEMPLATE_URI.exec(uri)?.groups?.['id'];
  if (id === undefined) return undefined;
  const data = { id, templateTest: true, data: `Data for ID: ${id}` };
  return { uri, mimeType: TEMPLATE.mimeType, text: JSON.stringify(data) };
}
