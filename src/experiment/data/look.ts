import type { RunTest } from '../kinds/kind.js';

/** The state of one comparison at one look. */
export interface Look {
  /** ISO date, or null. */
  readonly date: string | null;
  /** Users of both arms. */
  readonly users: number;
  /** Treatment minus control by then. */
  readonly difference: number;
  /** 0 where every user of an arm has the same value. */
  readonly standardError: number;
  /** The score test of the counts at this look; only for plain proportions whose counts are known. */
  readonly score?: RunTest | undefined;
}
