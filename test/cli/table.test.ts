import { expect, it } from 'vitest';
import { renderTable } from '../../cli/table';

it('pads columns to their widest cell and leaves no space at the end of a line', () => {
  const rows = [
    ['X-Tenant-ID', 'plaintext', 'present'],
    ['A', 'B', 'missing'],
  ];
  expect(renderTable(['HEADER', 'SOURCE', 'VALUE'], rows)).toBe(
    [
      'HEADER       SOURCE     VALUE',
      'X-Tenant-ID  plaintext  present',
      'A            B          missing',
      '',
    ].join('\n'),
  );
});

it('is a head alone when there are no rows', () => expect(renderTable(['A', 'B'], [])).toBe('A  B\n'));
