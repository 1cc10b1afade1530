/** The prompts of both generations, and what completes their arguments. */
import type { GetPromptResult } from '@modelcontextprotocol/server';
import { PNG_BASE64 } from './samples';

type Arguments = Readonly<Record<string, string>>;
type Content = GetPromptResult['messages'][number]['content'];

interface Prompt {
  readonly name: string;
  readonly description: string;
  readonly argumentNames: readonly string[];
  contents(args: Arguments): Content[];
}

const PROMPTS: readonly Prompt[] = [
  {
    name: 'test_simple_prompt',
    description: 'A prompt without arguments',
    argumentNames: [],
    contents: () => [{ type: 'text', text: 'This is a simple prompt for testing.' }],
  },
  {
    name: 'test_prompt_with_arguments',
    description: 'A prompt with two arguments',
    argumentNames: ['arg1', 'arg2'],
    contents: ({ arg1 = '', arg2 = '' }) => [
      { type: 'text', text: `Prompt with arguments: arg1='${arg1}', arg2='${arg2}'` },
    ],
  },
  {
    name: 'test_prompt_with_embedded_resource',
    description: 'A prompt that embeds the resource it is given',
    argumentNames: ['resourceUri'],
    contents: ({ resourceUri = '' }) => [
      {
        type: 'resource',
        resource: {
          uri: resourceUri,
          mimeType: 'text/plain',
          text: 'Embedded resource content for testing.',
        },
      },
      { type: 'text', text: 'Please process the embedded resource above.' },
    ],
  },
  {
    name: 'test_prompt_with_image',
    description: 'A prompt with an image',
    argumentNames: [],
    contents: () => [
      { type: 'image', data: PNG_BASE64, mimeType: 'image/png' },
      { type: 'text', text: 'Please analyze the image above.' },
    ],
  },
];

export function listPrompts() {
  return {
    prompts: PROMPTS.map(({ name, description, argumentNames }) => ({
      name,
      description,
      arguments: argumentNames.map((argument) => ({ name: argument, description: argument, required: true })),
    })),
  };
}

/** The messages of the prompt `name`, or undefined when there is no such prompt. */
export function getPrompt(name: string, args: Arguments = {}): GetPromptResult | undefined {
  const contents = PROMPTS.find((prompt) => prompt.name === name)?.contents(args);
  return contents && { messages: contents.map((content) => ({ role: 'user', content })) };
}

const WORDS = ['paris', 'park', 'party'];

/** The words that begin with `prefix`, whatever they are to complete. */
export function complete(prefix: string) {
  const values = WORDS.filter((word) => word.startsWith(prefix));
  return { completion: { values, total: values.length, hasMore: false } };
}
