/** What every bench prints; the public contract of `npm run bench -- NAME --json`. */
export interface BenchRow {
  readonly case: string;
  readonly unit: 's' | 'ms' | 'us' | 'ns';
  /** Median of our time, in `unit`. */
  readonly ours: number;
  /** Who we are compared with; a missing peer is named here with the reason and `theirs` null. */
  readonly peer: string;
  readonly theirs: number | null;
  /** theirs / ours: above 1 we are faster. */
  readonly ratio: number | null;
  /** Whether both results were compared and agreed. Null when there is no peer, or one that promises no equality. */
  readonly equal: boolean | null;
}

export interface BenchOptions {
  /** End within 40 s. */
  readonly quick: boolean;
}

/** One file in bench/trials/ exports this as `trial`. */
export interface Trial {
  /** What question the bench answers. */
  readonly about: string;
  run(options: BenchOptions): Promise<readonly BenchRow[]>;
}

const perSecond = { s: 1, ms: 1e3, us: 1e6, ns: 1e9 } as const;

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}

/**
 * Runs both contenders in turn, ours first, after one warm-up each, `rounds` times, so that a machine
 * that slows down slows both. `equal` is called with both last results.
 */
export async function duel<A, B>(given: {
  readonly name: string;
  readonly unit: BenchRow['unit'];
  readonly peer: string;
  readonly rounds: number;
  readonly ours: () => A | Promise<A>;
  readonly theirs: () => B | Promise<B>;
  readonly equal: (ours: A, theirs: B) => boolean;
  /** The peer times itself (another process): seconds of its last run. */
  readonly theirSeconds?: (result: B) => number;
}): Promise<BenchRow> {
  let oursResult = await given.ours();
  let theirResult = await given.theirs();
  const ours: number[] = [];
  const theirs: number[] = [];
  for (let round = 0; round < given.rounds; round++) {
    let start = performance.now();
    oursResult = await given.ours();
    ours.push((performance.now() - start) / 1e3);
    start = performance.now();
    theirResult = await given.theirs();
    theirs.push(given.theirSeconds?.(theirResult) ?? (performance.now() - start) / 1e3);
  }
  const equal = given.equal(oursResult, theirResult);
  return row(given.name, given.unit, median(ours), given.peer, median(theirs), equal);
}

/** A row from medians in seconds. */
export function row(
  name: string,
  unit: BenchRow['unit'],
  oursSeconds: number,
  peer: string,
  theirSeconds: number | null,
  equal: boolean | null,
): BenchRow {
  const ratio = theirSeconds === null ? null : theirSeconds / oursSeconds;
  const scaled = (seconds: number): number => seconds * perSecond[unit];
  return {
    case: name,
    unit,
    ours: scaled(oursSeconds),
    peer,
    theirs: theirSeconds === null ? null : scaled(theirSeconds),
    ratio,
    equal,
  };
}
