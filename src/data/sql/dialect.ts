import type { AggregateName, CastType, Join, ScalarName } from './tree.js';

/** What differs between engines; render.ts holds what does not. */
export interface Dialect {
  readonly name: 'duckdb' | 'clickhouse';
  /** A quoted identifier. @throws WinbackError BAD_INPUT for an empty one or one with a NUL character */
  identifier(name: string): string;
  text(value: string): string;
  date(day: string): string;
  cast(argument: string, to: CastType): string;
  /** Floating-point division, NULL by zero. */
  divide(left: string, right: string): string;
  call(name: ScalarName, args: readonly string[]): string;
  aggregate(name: AggregateName, args: readonly string[], filter: string | undefined, level: number): string;
  join(kind: Join['kind']): string;
}
