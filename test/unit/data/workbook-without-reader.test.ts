// read-excel-file is a package that users install themselves: without it, one message says what to do.
import { expect, test, vi } from 'vitest';

import { readTable } from '../../../src/index.js';
import { errorText } from '../../../src/report/error-text.js';

// What Node.js does where the package is not there.
vi.mock('read-excel-file/node', () => {
  throw Object.assign(new Error("Cannot find package 'read-excel-file'"), { code: 'ERR_MODULE_NOT_FOUND' });
});

test('a workbook without the reader is refused with both remedies, in both languages', async () => {
  const error: unknown = await readTable('test/golden/xlsx/orders.xlsx').catch((reason: unknown) => reason);
  expect(error).toMatchObject({ code: 'BAD_INPUT' });
  expect((error as Error).message).toMatch(
    /orders\.xlsx: reading \.xlsx needs one more package: npm install read-excel-file@9; or save the sheet as "CSV UTF-8"/,
  );
  expect(errorText(error, 'zh')).toMatch(/npm install read-excel-file@9；或把工作表另存为 "CSV UTF-8"/);
});
