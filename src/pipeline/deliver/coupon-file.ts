import { readFile } from 'node:fs/promises';

import { ensure } from '../../base/errors.js';
import { requireInputFile } from '../../base/input-file.js';

/** The codes of a file, one a line; a first line `code` is a heading. @throws WinbackError BAD_INPUT for several columns, or none */
export async function codesOf(file: string): Promise<readonly string[]> {
  await requireInputFile(file);
  const lines = (await readFile(file, 'utf8'))
    .replace(/^\uFEFF/, '')
    .split(/\r?\n/)
    .map((line) => line.trim());
  const codes = lines.slice(lines[0]!.toLowerCase() === 'code' ? 1 : 0).filter((line) => line !== '');
  const wide = codes.find((code) => /[,;\t]/.test(code));
  ensure(wide === undefined, `${file} has several columns: write one code a line, and nothing else`);
  ensure(codes.length > 0, `${file} holds no code`);
  return codes;
}
