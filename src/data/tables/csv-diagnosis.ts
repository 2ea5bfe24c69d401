import { open } from 'node:fs/promises';
import { WinbackError } from '../../base/errors.js';
import { requireShape } from '../../base/shape.js';
import { unsniffed } from '../sources/csv-faults.js';

const looked = 1 << 20;

/** `error` of reading a CSV file, with the line that is unlike the others where it is found. */
export async function diagnosed(path: string, error: unknown): Promise<unknown> {
  if (!(error instanceof WinbackError) || !error.message.endsWith(unsniffed)) return error;
  const line = await otherLineEnd(path).catch(() => null);
  if (line === null) return error;
  return new WinbackError(
    'BAD_INPUT',
    `${path}, line ${line}: mixed line ends (LF and CRLF): write the file with one kind`,
    { cause: error },
  );
}

/** Number of the first line that ends in another way than the first one; null when all are alike. */
async function otherLineEnd(path: string): Promise<number | null> {
  const bytes = await readAt(path, 0, looked);
  let line = 0;
  let first: boolean | null = null;
  for (let at = bytes.indexOf(10); at >= 0; at = bytes.indexOf(10, at + 1)) {
    line++;
    const hasReturn = bytes[at - 1] === 13;
    first ??= hasReturn;
    if (hasReturn !== first) return line;
  }
  return null;
}

async function readAt(path: string, position: number, length: number): Promise<Buffer> {
  const file = await open(path);
  try {
    const { bytesRead, buffer } = await file.read(Buffer.alloc(length), 0, length, position);
    return buffer.subarray(0, bytesRead);
  } finally {
    await file.close();
  }
}

/** Whether a plain CSV file ends inside a line, as one does whose copying was cut off. */
export async function endsInsideLine(path: string): Promise<boolean> {
  requireShape(path, 'path', 'text');
  if (!/\.(csv|tsv|txt)$/i.test(path)) return false;
  const file = await open(path);
  try {
    const { size } = await file.stat();
    const { buffer, bytesRead } = await file.read(Buffer.alloc(1), 0, 1, Math.max(0, size - 1));
    return bytesRead === 1 && buffer[0] !== 10 && buffer[0] !== 13;
  } finally {
    await file.close();
  }
}
