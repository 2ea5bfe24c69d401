import { readFile } from 'node:fs/promises';

import { ensure } from '../../base/errors.js';
import { requireInputFile } from '../../base/input-file.js';

/** The addresses of a file, one a line; a first line `address` is a heading. @throws WinbackError BAD_INPUT for several columns, or none */
export async function addressesOf(file: string): Promise<readonly string[]> {
  await requireInputFile(file);
  const lines = (await readFile(file, 'utf8')).replace(/^\uFEFF/, '').split(/\r?\n/);
  const heading = lines[0]!.trim();
  ensure(
    !/[,;\t]/.test(heading),
    `${file} has several columns (${heading.slice(0, 60)}): write one address a line, and nothing else`,
  );
  const addresses = lines
    .slice(heading === 'address' ? 1 : 0)
    .flatMap((line) => (line.trim() === '' ? [] : [line]));
  ensure(addresses.length > 0, `${file} names no address`);
  return addresses;
}
