import { stat } from 'node:fs/promises';

import { WinbackError } from './errors.js';

/**
 * Throws unless `path` is a regular file with something in it: a pipe without a writer would be waited for without end.
 * @throws WinbackError NOT_FOUND, BAD_INPUT
 */
export async function requireInputFile(path: string): Promise<void> {
  const status = await stat(path).catch((cause: NodeJS.ErrnoException) => {
    const missing = cause.code === 'ENOENT' || cause.code === 'ENOTDIR';
    throw new WinbackError(
      'NOT_FOUND',
      missing ? `no such file: ${path}` : `cannot open ${path}: ${cause.message}`,
      { cause },
    );
  });
  if (status.isDirectory()) throw new WinbackError('BAD_INPUT', `${path} is a folder, not a file`);
  if (!status.isFile())
    throw new WinbackError(
      'BAD_INPUT',
      `${path} is no regular file (a pipe, socket or device): write its contents to a file first`,
    );
  if (status.size === 0) throw new WinbackError('BAD_INPUT', `${path} is empty`);
}
