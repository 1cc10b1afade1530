/** Tools of both generations that answer with one kind of content each. */
import { PNG_BASE64, WAV_BASE64 } from '../samples';
import { NO_ARGUMENTS, text } from './tool';
import type { Tool } from './tool';

export const CONTENT_TOOLS: readonly Tool[] = [
  {
    name: 'test_simple_text',
    description: 'Answers with one text',
    inputSchema: NO_ARGUMENTS,
    call: () => text('This is a simple text response for testing.'),
  },
  {
    name: 'test_image_content',
    description: 'Answers with an image',
    inputSchema: NO_ARGUMENTS,
    call: () => ({ content: [{ type: 'image', data: PNG_BASE64, mimeType: 'image/png' }] }),
  },
  {
    name: 'test_audio_content',
    description: 'Answers with a sound',
    inputSchema: NO_ARGUMENTS,
    call: () => ({ content: [{ type: 'audio', data: WAV_BASE64, mimeType: 'audio/wav' }] }),
  },
  {
    name: 'test_embedded_resource',
    description: 'Answers with an embedded resource',
    inputSchema: NO_ARGUMENTS,
    call: () => ({
      content: [
        {
          type: 'resource',
          resource: {
            uri: 'test://embedded-resource',
            mimeType: 'text/plain',
            text: 'This is an embedded resource content.',
          },
        },
      ],
    }),
  },
  {
    name: 'test_multiple_content_types',
    description: 'Answers with text, an image and a resource',
    inputSchema: NO_ARGUMENTS,
    call: () => ({
      content: [
        { type: 'text', text: 'Multiple content types test:' },
        { type: 'image', data: PNG_BASE64, mimeType: 'image/png' },
        {
          type: 'resource',
          resource: {
            uri: 'test://mixed-content-resource',
            mimeType: 'application/json',
            text: '{"test":"data","value":123}',
          },
        },
      ],
    }),
  },
  {
    name: 'test_error_handling',
    description: 'Always fails',
    inputSchema: NO_ARGUMENTS,
    call: () => ({ ...text('This tool intentionally returns an error for testing'), isError: true }),
  },
];
