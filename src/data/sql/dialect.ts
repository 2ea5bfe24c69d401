import type { AggregateName, CastType, Join, ScalarName } from './tree.js';

/** What differs between engines; render.ts holds what does not. */
export interface Dialect {
  readonly name: 'duckdb' | 'clickhouse';
  text(value: string): string;
  date(day: string): string;
  cast(argument: string, to: CastType): string;
  /** Floating-point division, NULL by zero. */
  divide(left: string, right: string): string;
  call(name: ScalarName, args: readonly string[]): string;
  aggregate(name: AggregateName, args: readonly string[], filter: string | undefined, level: number): string;
  join(kind: Join['kind']): string;
}
