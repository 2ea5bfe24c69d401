import type { ArrowTable } from '../data/arrow-shape.js';
import { viewColumns } from '../data/columns.js';
import type { ColumnView } from '../data/table-view.js';
import type { NativeMarket } from '../native/allocation-binding.js';
import type { NativeTable } from '../native/binding.js';
import type { ResolvedPlanOptions } from './options.js';
import { actionTerms, moneyColumns } from './terms.js';

/** Columns the planner computed itself, one entry a row. */
export interface ExtraColumns {
  /** Bit mask of allowed actions; null = all. */
  readonly allowed: Uint32Array | null;
  readonly group: Uint16Array | null;
  readonly keys: BigUint64Array;
}

/** The market as the native planner reads it: the caller's columns in place, beside the extra ones. */
export function nativeMarket(
  table: ArrowTable,
  options: ResolvedPlanOptions,
  fallbackRevenue: number,
  extra: ExtraColumns,
): NativeMarket {
  const columns = moneyColumns(options);
  const view = viewColumns(table, [...columns.names]);
  const all: ColumnView[] = [...view.columns];
  const add = (name: string, values: Uint32Array | Uint16Array | null): number => {
    if (values === null) return -1;
    return all.push(chunkedLike(view.columns[0]!, name, values)) - 1;
  };
  const allowedColumn = add('allowed actions', extra.allowed);
  const groupColumn = add('group', extra.group);
  const native: NativeTable = { columns: all };
  return {
    table: native,
    probabilityColumn: columns.probability,
    revenueColumn: columns.revenue,
    allowedColumn,
    groupColumn,
    tierFloors: Float64Array.from(options.tiers.slice(1), ({ from }) => from),
    alpha: options.alpha,
    fallbackRevenue,
    actions: actionTerms(options, columns),
    keys: extra.keys,
  };
}

function chunkedLike(model: ColumnView, name: string, values: Uint32Array | Uint16Array): ColumnView {
  let row = 0;
  const chunks = model.chunks.map(({ length }) => {
    const part = values.subarray(row, row + length);
    row += length;
    return { values: part, validity: null, bitOffset: 0, length };
  });
  const type = values instanceof Uint32Array ? 'uint32' : 'uint16';
  return { name, type, categorical: false, chunks };
}
