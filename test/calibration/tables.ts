import { binomialMasses, drawer } from './draws.js';
import { byRun, type Measure, type Study } from './study.js';

/** Tables rarer than this are left out: their sum is below the last digit of any rate. */
const negligible = 1e-13;

export interface TableDesign {
  readonly name: string;
  readonly users: readonly [control: number, treatment: number];
  readonly rates: readonly [control: number, treatment: number];
  readonly measures: readonly Measure[];
  /** One outcome per measure of the table with these successes. */
  outcomes(x1: number, x2: number): readonly (number | boolean)[] | Promise<readonly (number | boolean)[]>;
}

/** A study of two counts: every table is judged once, which gives the known rates, then tables are drawn. */
export function tableStudy({
  name,
  users: [n1, n2],
  rates: [p1, p2],
  measures,
  outcomes,
}: TableDesign): Study {
  return {
    name,
    measures,
    async prepare() {
      const [first, second] = [binomialMasses(n1, p1), binomialMasses(n2, p2)];
      const judged = new Map<number, readonly (number | boolean)[]>();
      const known = measures.map(() => 0);
      for (let x1 = 0; x1 <= n1; x1++) {
        for (let x2 = 0; x2 <= n2; x2++) {
          const mass = first[x1]! * second[x2]!;
          if (mass < negligible) continue;
          const outcome = await outcomes(x1, x2);
          judged.set(x1 * (n2 + 1) + x2, outcome);
          outcome.forEach((value, m) => {
            known[m]! += mass * Number(value);
          });
        }
      }
      const [control, treatment] = [drawer(first), drawer(second)];
      const nothing = measures.map(() => false);
      return byRun((random) => judged.get(control(random) * (n2 + 1) + treatment(random)) ?? nothing, known);
    },
  };
}

export const counts = (successes: number, trials: number) => ({ successes, trials });

/** 1 when the interval leaves the truth out. */
export const misses = (interval: { readonly low: number; readonly high: number }, truth: number): boolean =>
  interval.low > truth || interval.high < truth;
