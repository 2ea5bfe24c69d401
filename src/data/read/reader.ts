import type { ColumnView } from '../table-view.js';
import { bitAt, isPresent } from './bits.js';

/** Random access to one column. */
export interface ColumnReader {
  readonly hasNulls: boolean;
  /** The stored number or code; whatever lies there for a missing row. Bools are 0 and 1. */
  value(row: number): number | bigint;
  present(row: number): boolean;
}

export function readerOf(view: ColumnView): ColumnReader {
  const starts: number[] = [];
  let rows = 0;
  for (const chunk of view.chunks) {
    starts.push(rows);
    rows += chunk.length;
  }
  const locate = (row: number): number => {
    let chunk = starts.length - 1;
    while (chunk > 0 && starts[chunk]! > row) chunk--;
    return chunk;
  };
  const value = (row: number): number | bigint => {
    const at = locate(row);
    const chunk = view.chunks[at]!;
    const index = row - starts[at]!;
    return view.type === 'bool'
      ? bitAt(chunk.values as Uint8Array, chunk.bitOffset + index)
      : chunk.values[index]!;
  };
  const present = (row: number): boolean => {
    const at = locate(row);
    return isPresent(view.chunks[at]!, row - starts[at]!);
  };
  return { hasNulls: view.chunks.some(({ validity }) => validity !== null), value, present };
}
