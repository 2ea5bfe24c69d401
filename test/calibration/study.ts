import { Random } from '../../src/base/random.js';

/**
 * What a rate is compared with. 'nominal': the method is exact, or asymptotically so at a size where the rest is below
 * the resolution of the runs. 'at-most': the method promises no more than the nominal rate. 'computed': the rate
 * itself is known, by a sum over all tables or an integral that does not use the random numbers.
 */
export type Demand = 'nominal' | 'at-most' | 'computed';

/** One rate of a study. */
export interface Measure {
  readonly name: string;
  /** What the method promises, in [0, 1]; 0 for the mean of a difference that should vanish. */
  readonly nominal: number;
  readonly demand: Demand;
  /** 'computed' only: how far the known rate may lie below and above the nominal one. */
  readonly within?: readonly [below: number, above: number];
}

/** Outcomes of runs, summed per measure. */
export class Tally {
  runs = 0;
  readonly sums: Float64Array;
  readonly squares: Float64Array;

  constructor(measures: number) {
    this.sums = new Float64Array(measures);
    this.squares = new Float64Array(measures);
  }

  add(outcomes: ArrayLike<number | boolean>): void {
    this.runs++;
    for (let m = 0; m < this.sums.length; m++) {
      const value = Number(outcomes[m]);
      this.sums[m]! += value;
      this.squares[m]! += value * value;
    }
  }
}

/** A study made ready: tables enumerated, boundaries computed. */
export interface Simulation {
  /** Known rates, one per measure; NaN where there is none. */
  readonly known?: readonly number[] | undefined;
  /** Runs first, first + 1, ... of the seed. Run i depends on (seed, i) alone. */
  simulate(seed: number, first: number, count: number, tally: Tally): Promise<void> | void;
}

/** One kind of simulated experiment with every rate that is read off it. */
export interface Study {
  readonly name: string;
  readonly measures: readonly Measure[];
  prepare(): Promise<Simulation> | Simulation;
}

/** Runs one after the other, each with a random stream of its own and an outcome per measure. */
export function byRun(
  trial: (random: Random) => ArrayLike<number | boolean>,
  known?: readonly number[],
): Simulation {
  return {
    known,
    simulate(seed, first, count, tally) {
      for (let run = first; run < first + count; run++) tally.add(trial(new Random(seed, run)));
    },
  };
}

/** The same for native calls that answer later. Up to `together` runs wait at a time. */
export function byAsyncRun(
  trial: (random: Random) => Promise<ArrayLike<number | boolean>>,
  known?: readonly number[],
  together = 64,
): Simulation {
  return {
    known,
    async simulate(seed, first, count, tally) {
      for (let start = first; start < first + count; start += together) {
        const size = Math.min(together, first + count - start);
        const waiting = Array.from({ length: size }, (_, i) => trial(new Random(seed, start + i)));
        for (const outcome of await Promise.all(waiting)) tally.add(outcome);
      }
    },
  };
}

/** What came of one measure. */
export interface Finding {
  readonly study: string;
  readonly measure: string;
  readonly runs: number;
  readonly nominal: number;
  readonly demand: Demand;
  /** The rate it is compared with: the known one, else the nominal one. */
  readonly expected: number;
  readonly observed: number;
  readonly standardError: number;
  /** (observed - expected) / standardError. */
  readonly distance: number;
  readonly passed: boolean;
}

/** Standard errors that a rate may be away. */
export const tolerance = 3.3;

/** Seconds of a whole study are spent in slices of this many runs, so that progress can be told. */
const slice = 10_000;

/** Runs a study. Same runs and seed, same findings, whatever else runs. */
export async function runStudy(
  study: Study,
  runs: number,
  seed: number,
  progress: (done: number) => void = () => {},
): Promise<readonly Finding[]> {
  const simulation = await study.prepare();
  const tally = new Tally(study.measures.length);
  const own = streamSeed(seed, study.name);
  for (let first = 0; first < runs; first += slice) {
    await simulation.simulate(own, first, Math.min(slice, runs - first), tally);
    progress(tally.runs);
  }
  return study.measures.map((measure, m) => finding(study.name, measure, m, tally, simulation.known?.[m]));
}

function finding(study: string, measure: Measure, m: number, tally: Tally, known?: number): Finding {
  const { name, nominal, demand, within } = measure;
  const { runs } = tally;
  const expected = known === undefined || Number.isNaN(known) ? nominal : known;
  const observed = tally.sums[m]! / runs;
  const counts = tally.sums[m] === tally.squares[m];
  const spread = counts ? expected * (1 - expected) : tally.squares[m]! / runs - observed ** 2;
  const standardError = Math.sqrt(spread / runs);
  const distance = observed === expected ? 0 : (observed - expected) / standardError;
  const near = demand === 'at-most' ? distance <= tolerance : Math.abs(distance) <= tolerance;
  const [below, above] = within ?? [1, 1];
  const rounding = 1e-9;
  const sound = expected >= nominal - below - rounding && expected <= nominal + above + rounding;
  const passed = near && sound && (demand !== 'computed' || known !== undefined);
  return { study, measure: name, runs, nominal, demand, expected, observed, standardError, distance, passed };
}

/** Another seed for every study (FNV-1a of its name), so that one unlucky draw does not reach them all. */
function streamSeed(seed: number, name: string): number {
  let hash = 0x811c9dc5;
  for (const letter of name) hash = Math.imul(hash ^ letter.codePointAt(0)!, 0x01000193) >>> 0;
  return seed * 2 ** 32 + hash;
}
