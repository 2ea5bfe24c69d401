import { rm, writeFile } from 'node:fs/promises';

import { partialName, removeAbandoned, renameDurably } from '../base/durable-files.js';

/** Writes a file under another name first: whoever opens it sees the old one or all of the new one. */
export async function writeWhole(file: string, text: string): Promise<void> {
  await removeAbandoned(file);
  const part = partialName(file);
  try {
    await writeFile(part, text);
    await renameDurably(part, file);
  } catch (error) {
    await rm(part, { force: true });
    throw error;
  }
}
