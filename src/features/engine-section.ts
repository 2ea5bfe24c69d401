import { type Check, integer, object, oneOf, optional, text } from '../base/options.js';

/** What the work on events may use of the machine. */
export interface EngineConfig {
  /**
   * Memory of the process while events are read, MiB: what Node leaves is shared between DuckDB and the events. A log that does
   * not fit is refused; a store of events works on a part of the users at a time. @default no limit for events, DuckDB's own for it
   */
  readonly memoryLimitMb: number | undefined;
  /** Threads of DuckDB; undefined for every hardware thread. */
  readonly threads: number | undefined;
  /** Where it may write what does not fit in memory; undefined for the system's folder. */
  readonly tempDirectory: string | undefined;
  /**
   * What computes features: native code over events in memory; SQL in DuckDB, which is slower and gives the same values to
   * the bit; or the ClickHouse server that holds the events (`pushdown`), so that no event leaves it. @default native
   */
  readonly features?: 'native' | 'sql' | 'pushdown' | undefined;
}

const engines = ['native', 'sql', 'pushdown'] as const;

/** `engine: pushdown` is short for `engine: { features: pushdown }`. */
export const engineCheck: Check<EngineConfig> = (value, name) =>
  typeof value === 'string'
    ? { ...engineKeys({}, name), features: oneOf(...engines)(value, name) }
    : engineKeys(value, name);

const engineKeys = object<EngineConfig>({
  memoryLimitMb: optional(integer(64), undefined),
  threads: optional(integer(1, 1024), undefined),
  tempDirectory: optional(text, undefined),
  features: optional(oneOf(...engines), 'native'),
});
