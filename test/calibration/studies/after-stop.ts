import { type BoundaryOptions, boundaries } from '../../../src/stats/sequential/boundaries.js';
import { futilityBound } from '../../../src/stats/sequential/futility.js';
import { planCharacteristics } from '../../../src/stats/sequential/plan.js';
import { sequentialP } from '../../../src/stats/sequential/sequential-p.js';
import { sequentialInference } from '../../../src/stats/sequential/stop.js';
import { byRun, type Study } from '../study.js';
import { threshold } from '../thresholds.js';
import { walk } from '../walk.js';

const nominal = (name: string, rate = 0.05) => ({ name, nominal: rate, demand: 'nominal' }) as const;
const atMost = (name: string) => ({ name, nominal: 0.05, demand: 'at-most' }) as const;

/**
 * Inference after the stop. At a given look every end of the interval, the estimate and p move one way with z, so the z at
 * which each passes the truth is found once per look.
 */
function inferenceStudy(name: string, options: BoundaryOptions, effect: number): Study {
  const measures = [
    nominal('interval at the stop misses the effect'),
    nominal('the estimate is above the effect', 0.5),
    nominal('a repeated interval misses it at any look'),
    ...(effect === 0 ? [nominal('adjusted p < 0.05')] : []),
  ];
  return {
    name: `after the stop: ${name}, effect ${effect}`,
    measures,
    prepare() {
      const { z, times } = boundaries(options);
      const at = (look: number, seen: number) =>
        sequentialInference({
          information: times.slice(0, look + 1),
          z: z.slice(0, look + 1),
          estimate: seen / Math.sqrt(times[look]!),
        });
      const ends = times.map((_, look) => ({
        low: threshold((seen) => at(look, seen).low - effect, -9, 9),
        high: threshold((seen) => at(look, seen).high - effect, -9, 9),
        middle: threshold((seen) => at(look, seen).estimate - effect, -9, 9),
        p: threshold((seen) => 0.05 - at(look, seen).p, 0, 9),
      }));
      return byRun((random) => {
        let [missed, above, repeated, small] = [false, false, false, false];
        let stopped = false;
        walk(random, times, effect, (seen, look) => {
          const time = times[look]!;
          repeated ||= Math.abs(seen - effect * Math.sqrt(time)) > z[look]!;
          if (stopped || (Math.abs(seen) < z[look]! && look < times.length - 1)) return false;
          stopped = true;
          const { low, high, middle, p } = ends[look]!;
          missed = seen > low || seen < high;
          above = seen > middle;
          small = Math.abs(seen) > p;
          return false;
        });
        return [missed, above, repeated, small].slice(0, measures.length);
      });
    },
  };
}

/**
 * Sequential p falls below alpha when one look alone makes it do so, hence one threshold per look. The metric does not stop
 * the experiment: another one, correlated 0.5, does.
 */
const follower: Study = {
  name: "sequential p of a metric that does not stop the plan, O'Brien-Fleming spending, 4 looks",
  measures: [nominal('p < 0.05 after the last look'), atMost('p < 0.05 where the other metric stopped')],
  prepare() {
    const { z, times } = boundaries({ looks: 4 });
    const alone = times.map((_, look) =>
      threshold(
        (seen) =>
          0.05 -
          sequentialP({
            times: times.slice(0, look + 1),
            z: times.slice(0, look + 1).map((__, k) => (k === look ? seen : 0)),
          }),
        0,
        9,
      ),
    );
    return byRun((random) => {
      const leader: number[] = [];
      walk(random, times, 0, (seen) => leader.push(seen) < 0);
      const found = leader.findIndex((seen, look) => Math.abs(seen) >= z[look]!);
      const stop = found < 0 ? times.length - 1 : found;
      let [last, stopped] = [false, false];
      walk(random, times, 0, (own, look) => {
        const seen = 0.5 * leader[look]! + Math.sqrt(0.75) * own;
        last ||= Math.abs(seen) > alone[look]!;
        if (look === stop) stopped = last;
        return false;
      });
      return [last, stopped];
    });
  },
};

/** Futility bounds do not bind: with or without stopping at them the level holds; the power is the plan's own. */
const futility: Study = {
  name: "sequential plan: O'Brien-Fleming spending, 5 looks, with futility and power",
  measures: [
    atMost('stops for an effect without one, futile looks ending it'),
    nominal('finds the planned effect', 0.8),
  ],
  prepare() {
    const plan = boundaries({ looks: 5 });
    const { z, times } = plan;
    const { drift } = planCharacteristics(plan, 0.8);
    const futile = times.map((time) =>
      time === 1 ? -Infinity : futilityBound({ time, critical: z[4]! }, drift, 0.1),
    );
    return byRun((random) => {
      let [false_, found] = [false, false];
      walk(random, times, 0, (seen, look) => {
        false_ = Math.abs(seen) >= z[look]!;
        return false_ || seen <= futile[look]!;
      });
      walk(random, times, drift, (seen, look) => {
        found = seen >= z[look]!;
        return Math.abs(seen) >= z[look]!;
      });
      return [false_, found];
    });
  },
};

export const afterStopStudies: readonly Study[] = [
  inferenceStudy("O'Brien-Fleming spending, 3 looks", { looks: 3 }, 0),
  inferenceStudy("O'Brien-Fleming spending, 3 looks", { looks: 3 }, 2.5),
  inferenceStudy('Pocock spending, 4 uneven looks', { times: [0.2, 0.5, 0.6, 1], spending: 'pocock' }, 1.5),
  follower,
  futility,
];
