import type { Table } from 'apache-arrow';

import { WinbackError } from '../../base/errors.js';
import { loadArrow } from './build.js';

/** A table as the bytes of an Arrow IPC file. */
export async function arrowBytes(table: Table): Promise<Uint8Array> {
  const arrow = await loadArrow();
  return arrow.tableToIPC(table, 'file');
}

/** The table of such bytes. @throws WinbackError BAD_INPUT for what is none */
export async function tableOfBytes(bytes: Uint8Array): Promise<Table> {
  const arrow = await loadArrow();
  try {
    // A view of a larger buffer may begin at any byte, and arrow wants whole numbers aligned.
    return arrow.tableFromIPC(bytes.slice());
  } catch (cause) {
    throw new WinbackError('BAD_INPUT', `not an Arrow file: ${(cause as Error).message}`, { cause });
  }
}
