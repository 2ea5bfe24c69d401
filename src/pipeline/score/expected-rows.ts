import { open, stat } from 'node:fs/promises';

const sampled = 1 << 18;

/** Rows of a plain CSV, guessed from its first lines for the progress bar; null where it is not known. */
export async function expectedRows(file: string): Promise<number | null> {
  if (!/\.(csv|tsv|txt)$/i.test(file)) return null;
  const size = await stat(file).then(
    (status) => status.size,
    () => 0,
  );
  if (size === 0) return null;
  const handle = await open(file);
  try {
    const { bytesRead, buffer } = await handle.read(Buffer.alloc(sampled), 0, sampled, 0);
    const lines = buffer.subarray(0, bytesRead).filter((byte) => byte === 10).length;
    return Math.max(1, Math.round((lines * size) / bytesRead) - 1);
  } finally {
    await handle.close();
  }
}
