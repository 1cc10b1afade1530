import { describe, expect, it } from 'vitest';
import { isAsciiCompatible, isEventStream } from '../../../runtime/src/headers/media-type';

describe('isEventStream', () => {
  it.each([
    'text/event-stream',
    'TEXT/Event-Stream',
    'text/event-stream; charset=utf-8',
    'text/event-stream;charset=utf-8',
    'text/event-stream ;x',
    'text/event-stream,',
    'text/event-stream\t',
    '\ttext/event-stream',
    'text/event-stream, text/plain',
    'text/html, text/event-stream',
    'application/json; a="text/event-stream"',
    'text/event-streams',
  ])('%j is one to some client', (contentType) => expect(isEventStream(contentType)).toBe(true));

  it.each([undefined, '', 'application/json', 'text/plain', 'event-stream', 'text / event-stream'])(
    '%j is none to anybody',
    (contentType) => expect(isEventStream(contentType)).toBe(false),
  );
});

describe('isAsciiCompatible', () => {
  it.each([
    undefined,
    'text/event-stream',
    'text/event-stream; charset=utf-8',
    'text/event-stream;charset="UTF-8"',
    'text/event-stream;charset=UTF8; x=y',
    'text/event-stream; charset=iso-8859-1',
    'text/event-stream; charset=US-ASCII',
    'text/event-stream; charset=',
  ])('%j reads as ASCII', (contentType) => expect(isAsciiCompatible(contentType)).toBe(true));

  it.each([
    'text/event-stream; charset=utf-16',
    'text/event-stream;charset=utf-16le',
    'text/event-stream; charset="utf-7"',
    'text/event-stream; CHARSET = ebcdic',
    'text/event-stream; charset=utf-8; charset=utf-16',
    'text/event-stream; charset=utf-8, text/event-stream; charset=utf-16',
    'text/event-stream; charset=" utf-16 "',
    "text/event-stream; charset='utf-16'",
  ])('%j does not', (contentType) => expect(isAsciiCompatible(contentType)).toBe(false));
});
