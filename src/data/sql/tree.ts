/**
 * SQL as a tree, so that names and values are quoted in one place and one definition is rendered for DuckDB, ClickHouse,
 * MySQL and Spark. Build nodes with the functions of build.ts; render with render.ts.
 */

export type Literal = string | number | boolean | null;

/** What a cast can aim at; each dialect has its own name for it. NULL stays NULL. */
export type CastType = 'float' | 'integer' | 'text' | 'date';

/** Two-sided operators, equal in all dialects; `/` is floating-point division and NULL by zero. */
export type BinaryOperator = '+' | '-' | '*' | '/' | '=' | '<>' | '<' | '<=' | '>' | '>=' | 'and' | 'or';

/** Scalar functions with one meaning in all dialects. */
export type ScalarName =
  | 'coalesce'
  | 'least'
  | 'greatest'
  | 'abs'
  | 'round'
  /** Days from the first date to the second; both are dates, not times. */
  | 'daysBetween'
  /** 1 Monday .. 7 Sunday. */
  | 'isoWeekday'
  /** 0 .. 23. */
  | 'hour'
  /** Microseconds since 1970-01-01. */
  | 'epochMicros'
  /** Quotient of whole numbers >= 0 without its fraction. */
  | 'wholeDivide'
  | 'shiftLeft'
  | 'shiftRight'
  | 'bitAnd'
  /** Bits that are 1. */
  | 'bitCount'
  | 'startsWith'
  /** Text of one key of a JSON object given as text. */
  | 'jsonText'
  /** The number a text holds, NULL where it holds none. */
  | 'toNumber'
  /** Without spaces at both ends. */
  | 'trim'
  /** In small letters; letters beyond ASCII may stay. */
  | 'lower'
  /** Whether a text is JSON; NULL for NULL. */
  | 'isJson'
  /** The same value, which is known not to be NULL: ClickHouse is faster where it knows. */
  | 'present'
  /** What clocks of the zone of the second argument show at an instant; the first is a column of instants. */
  | 'clockAt'
  /** One of so many groups by a hash of the text, from 0: the second argument is their number. Engines hash differently. */
  | 'bucket'
  /** NULL where both are equal, else the first. */
  | 'nullIf'
  /** The same value, whose texts are equal only when every letter is: MySQL takes `a` for `A` otherwise. */
  | 'exact'
  /**
   * What clocks of the zone of the third argument show at a time, or UTC's where that is `UTC`. A time without a zone is one
   * of the zone of the second argument, in DuckDB of its setting TimeZone. Zones are named as `zoneName` of the dialect has it.
   */
  | 'clock';

/** Aggregates over the rows where `filter` holds; NULL when there is none, but counts give 0. */
export type AggregateName =
  | 'count'
  | 'countDistinct'
  | 'sum'
  | 'avg'
  | 'min'
  | 'max'
  /** Value of the first argument in the row where the second is largest. */
  | 'argMax'
  /** Of values that are not 0. */
  | 'bitOr'
  /** Quantile `level` of the differences between neighbouring different values; NULL with fewer than two. */
  | 'gapQuantile'
  /** Quantile `level` by linear interpolation between order statistics (Hyndman-Fan 7). */
  | 'quantile';

export type Sql =
  | { readonly node: 'column'; readonly name: string; readonly table?: string | undefined }
  | { readonly node: 'literal'; readonly value: Literal }
  | { readonly node: 'date'; readonly day: string }
  /** Microseconds since 1970-01-01 UTC, for comparisons with a column of times. */
  | { readonly node: 'instant'; readonly micros: number }
  | { readonly node: 'binary'; readonly operator: BinaryOperator; readonly left: Sql; readonly right: Sql }
  | { readonly node: 'not'; readonly argument: Sql }
  | { readonly node: 'isNull'; readonly argument: Sql }
  | { readonly node: 'in'; readonly argument: Sql; readonly values: readonly Literal[] }
  /** Whether the value is one of those of a query of one column, which has no NULL. */
  | { readonly node: 'inQuery'; readonly argument: Sql; readonly query: Query }
  | { readonly node: 'call'; readonly name: ScalarName; readonly arguments: readonly Sql[] }
  | { readonly node: 'cast'; readonly argument: Sql; readonly to: CastType }
  /** A text that is one of `names`, or NULL: ClickHouse keeps the number of the name. */
  | { readonly node: 'category'; readonly argument: Sql; readonly names: readonly string[] }
  /** The category in whose group a text is; NULL in none. */
  | {
      readonly node: 'lookup';
      readonly argument: Sql;
      readonly groups: readonly { readonly name: string; readonly texts: readonly string[] }[];
      readonly names: readonly string[];
    }
  | {
      readonly node: 'case';
      readonly branches: readonly { readonly when: Sql; readonly value: Sql }[];
      readonly otherwise: Sql;
    }
  | {
      readonly node: 'aggregate';
      readonly name: AggregateName;
      readonly arguments: readonly Sql[];
      readonly filter?: Sql | undefined;
      readonly level?: number | undefined;
    }
  /** Number of the row, from 1, by `orderBy` among the rows with equal `partitionBy`. */
  | { readonly node: 'rowNumber'; readonly partitionBy: readonly Sql[]; readonly orderBy: readonly Ordered[] }
  /** The value of the row before, by `orderBy` among the rows with equal `partitionBy`; NULL in the first. */
  | {
      readonly node: 'lag';
      readonly argument: Sql;
      readonly partitionBy: readonly Sql[];
      readonly orderBy: readonly Ordered[];
    }
  /** Values that are not NULL among the rows with equal `partitionBy`. */
  | { readonly node: 'countOver'; readonly argument: Sql; readonly partitionBy: readonly Sql[] }
  /** Rank of the row by `order` among all rows, from 0 (smallest) to 1; ties share the lowest, NULL comes last. */
  | { readonly node: 'percentRank'; readonly order: Sql };

export interface Ordered {
  readonly sql: Sql;
  readonly descending?: boolean | undefined;
}

export interface NamedSql {
  readonly name: string;
  readonly sql: Sql;
}

export type Source =
  | {
      readonly kind: 'table';
      readonly name: string;
      /** Database or schema of the table, with those around it first. @default the one of the connection, or a query of `with` */
      readonly database?: readonly string[] | undefined;
      readonly alias?: string | undefined;
    }
  | { readonly kind: 'query'; readonly query: Query; readonly alias: string };

export interface Join {
  /** `asof` keeps every left row and adds the nearest right row by the inequality in `on`. */
  readonly kind: 'inner' | 'left' | 'asof';
  readonly source: Source;
  readonly on: Sql;
}

export interface Query {
  /** Queries that come before and are read like tables; each may read those above it. */
  readonly with?: readonly { readonly name: string; readonly query: Query }[] | undefined;
  readonly columns: readonly NamedSql[];
  readonly from: Source;
  readonly joins?: readonly Join[] | undefined;
  readonly where?: Sql | undefined;
  readonly groupBy?: readonly Sql[] | undefined;
  readonly having?: Sql | undefined;
  readonly orderBy?: readonly Ordered[] | undefined;
  readonly limit?: number | undefined;
}
