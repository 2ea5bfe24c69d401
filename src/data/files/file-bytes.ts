import { createReadStream } from 'node:fs';
import { pipeline, type Transform } from 'node:stream';

import { WinbackError } from '../../base/errors.js';

/** Bytes that are read at once: decoding them takes the main thread about a millisecond. */
const chunkBytes = 1 << 16;

/** Of node:zlib; Zstandard from Node.js 22.15 on. */
interface Decompressors {
  createGunzip(): Transform;
  readonly createZstdDecompress?: () => Transform;
}

/** Whether the content of a file can be looked at here: `.zst` needs Node.js 22.15. */
export const isLegible = (path: string): boolean => !/\.zst$/i.test(path) || 'zstd' in process.versions;

/**
 * The content of a file, decompressed (`.gz`, `.zst`), piece by piece.
 * @throws WinbackError ABORTED, BAD_INPUT for damaged compression, IO
 */
export async function* fileBytes(path: string, signal?: AbortSignal | undefined): AsyncGenerator<Buffer> {
  const file = createReadStream(path, { highWaterMark: chunkBytes });
  const stream = await decompressed(path, file);
  try {
    for await (const chunk of stream) {
      if (signal?.aborted)
        throw new WinbackError('ABORTED', `reading ${path} was aborted`, { cause: signal.reason });
      yield chunk as Buffer;
    }
  } catch (error) {
    if (error instanceof WinbackError) throw error;
    const { code = '', message } = error as NodeJS.ErrnoException;
    const damaged = /^(Z_|ZSTD_|ERR_ZLIB)/.test(code);
    throw new WinbackError(
      damaged ? 'BAD_INPUT' : 'IO',
      damaged ? `${path} is damaged: ${message}` : `cannot read ${path}: ${message}`,
      { cause: error },
    );
  } finally {
    file.destroy();
    stream.destroy();
  }
}

async function decompressed(path: string, file: ReturnType<typeof createReadStream>) {
  if (!/\.(gz|zst)$/i.test(path)) return file;
  const zlib: Decompressors = await import('node:zlib');
  const inflate = /\.gz$/i.test(path) ? zlib.createGunzip() : zlib.createZstdDecompress?.();
  // An error of either end reaches the reader through the last stream.
  return inflate === undefined ? file : pipeline(file, inflate, () => {});
}
