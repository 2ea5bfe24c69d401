import type { AggregateName, CastType, Join, Query, ScalarName } from './tree.js';

/** What differs between engines; render.ts holds what does not. */
export interface Dialect {
  readonly name: 'duckdb' | 'clickhouse' | 'mysql' | 'spark';
  /** A quoted identifier. @throws WinbackError BAD_INPUT for an empty one or one with a NUL character */
  identifier(name: string): string;
  text(value: string): string;
  date(day: string): string;
  /** An instant; `micros` are microseconds since 1970. */
  instant(micros: number): string;
  cast(argument: string, to: CastType): string;
  /** A text that is one of `names`. @default the text */
  category?(argument: string, names: readonly string[]): string;
  /** The name of the group that holds the text. @default CASE */
  lookup?(
    argument: string,
    groups: readonly { readonly name: string; readonly texts: readonly string[] }[],
    names: readonly string[],
  ): string;
  /** Floating-point division, NULL by zero. */
  divide(left: string, right: string): string;
  /** Text of one key of a JSON object given as text. @throws WinbackError BAD_INPUT for a key that its paths cannot hold */
  json(argument: string, key: string): string;
  call(name: Exclude<ScalarName, 'jsonText'>, args: readonly string[]): string;
  aggregate(name: AggregateName, args: readonly string[], filter: string | undefined, level: number): string;
  /** Rank of the row by `order` among all rows, from 0 to 1. @default percent_rank() */
  percentRank?(order: string): string;
  /** @throws WinbackError BAD_INPUT for a kind that the engine lacks */
  join(kind: Join['kind']): string;
  /** The query by means that the engine has. @default the query as it is */
  lowered?(query: Query): Query;
}
