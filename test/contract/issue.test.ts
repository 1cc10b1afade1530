import { expect, it } from 'vitest';
import { fieldPath, formatIssues, indexPath, issue, keyPath } from '../../contract/issue';

it('writes paths as the user wrote the fields', () => {
  const header = indexPath(fieldPath(fieldPath('', 'headerForward'), 'addHeadersFromSecret'), 1);
  expect(fieldPath(header, 'headerName')).toBe('headerForward.addHeadersFromSecret[1].headerName');
  expect(keyPath('add_plaintext_headers', 'X-"A"')).toBe('add_plaintext_headers["X-\\"A\\""]');
});

it('renders code, path, message and remedy of every issue under one headline', () => {
  const text = formatIssues('refused', [
    issue('ERR_PORT_RANGE', 'port', '0 is not a TCP port', 'use a whole number'),
    issue('ERR_FIELD_TYPE', '', 'expected an object', 'write an object'),
  ]);
  expect(text).toBe(
    [
      'refused: 2 problems',
      '  ERR_PORT_RANGE  port\n      0 is not a TCP port\n      -> use a whole number',
      '  ERR_FIELD_TYPE  (document)\n      expected an object\n      -> write an object',
    ].join('\n\n'),
  );
});

it('counts one problem as one', () => {
  expect(formatIssues('refused', [issue('ERR_LISTEN', 'port', 'm', 'h')])).toMatch(/^refused: 1 problem\n/);
});
