import type { Table } from 'apache-arrow';

import { WinbackError } from '../../base/errors.js';
import { loadArrow } from './build.js';

/** A table as the bytes of an Arrow IPC file. */
export async function arrowBytes(table: Table): Promise<Uint8Array> {
  const arrow = await loadArrow();
  return arrow.tableToIPC(table, 'file');
}

/** A view of a larger buffer may begin at any byte, and arrow wants whole numbers aligned. */
const aligned = (bytes: Uint8Array): Uint8Array => (bytes.byteOffset % 8 === 0 ? bytes : bytes.slice());

/** The table of such bytes, which it may refer to: they must not change. @throws WinbackError BAD_INPUT for what is none */
export async function tableOfBytes(bytes: Uint8Array): Promise<Table> {
  const arrow = await loadArrow();
  try {
    const tables: Table[] = [];
    for (const reader of arrow.RecordBatchReader.readAll(aligned(bytes)))
      tables.push(new arrow.Table(reader.schema, [...reader]));
    const [only] = tables;
    if (tables.length === 1 && only !== undefined) return only;
    throw new Error(only === undefined ? 'it is empty' : 'another table stands behind the first');
  } catch (cause) {
    throw new WinbackError('BAD_INPUT', `not an Arrow file: ${(cause as Error).message}`, { cause });
  }
}

/** A table as the bytes of an Arrow IPC stream. */
export async function arrowStreamBytes(table: Table): Promise<Uint8Array> {
  const arrow = await loadArrow();
  return arrow.tableToIPC(table, 'stream');
}

/**
 * The batches of an Arrow IPC stream as its bytes arrive; of a stream without rows one table without rows.
 * @throws WinbackError BAD_INPUT for what is no stream
 */
export async function* tablesOfStream(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<Table> {
  const arrow = await loadArrow();
  try {
    const reader = await arrow.RecordBatchReader.from(bytes);
    await reader.open();
    let given = 0;
    for await (const batch of reader) {
      given++;
      yield new arrow.Table([batch]);
    }
    if (given === 0) yield new arrow.Table(reader.schema);
  } catch (cause) {
    if (cause instanceof WinbackError) throw cause;
    throw new WinbackError('BAD_INPUT', `not an Arrow stream: ${(cause as Error).message}`, { cause });
  }
}
