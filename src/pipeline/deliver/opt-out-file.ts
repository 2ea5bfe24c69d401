import { readFile } from 'node:fs/promises';

import { ensure } from '../../base/errors.js';
import { requireInputFile } from '../../base/input-file.js';

/**
 * The addresses of a file, one a line; a first line `address` is a heading.
 * @throws WinbackError BAD_INPUT for several columns, quotes, or no address: nothing would ever be equal to such a line
 */
export async function addressesOf(file: string): Promise<readonly string[]> {
  await requireInputFile(file);
  const lines = (await readFile(file, 'utf8')).replace(/^\uFEFF/, '').split(/\r?\n/);
  const wide = lines.find((line) => /[,;\t]/.test(line.trim()));
  ensure(
    wide === undefined,
    `${file} has several columns (${wide?.slice(0, 60)}): write one address a line, and nothing else`,
  );
  const marked = lines.findIndex((line) => /^\s*["'=]/.test(line));
  ensure(
    marked < 0,
    `${file}, line ${marked + 1}: an address begins with a quote or =: write it as it is, without marks of a spreadsheet`,
  );
  const isHeading = lines[0]!.trim().toLowerCase() === 'address';
  const addresses = lines.slice(isHeading ? 1 : 0).flatMap((line) => (line.trim() === '' ? [] : [line]));
  ensure(addresses.length > 0, `${file} names no address`);
  return addresses;
}
