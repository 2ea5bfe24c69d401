import type { Pace } from '../../base/pace.js';
import { chiSquare, normal } from '../../stats/distributions.js';
import { moments } from '../../stats/moments.js';
import type { ExperimentConfig } from '../config/config.js';
import { daySpan } from '../config/days.js';
import type { ExperimentData, UserRows } from '../data/data.js';
import { kindOf } from '../kinds/kinds.js';
import { type JointMoments, packed } from '../moments/moments.js';
import { packedMoments } from '../moments/packed-moments.js';
import type { AuditedEffect, MixRecord } from '../records/audit-records.js';

/** p below which the mix counts as another one, and the share of users from which that matters. */
const limits = { p: 0.001, distance: 0.05 };
/** Users in both parts together below which values are taken together. */
const fewestUsers = 50;
const mostValues = 20;
const otherValue = 'other';

/** How the mix of users moved between the first half of the days and the rest, by each column of `mix`. */
export async function mixRecords(
  data: ExperimentData,
  config: ExperimentConfig,
  pace: Pace,
): Promise<readonly MixRecord[]> {
  const { rows } = data;
  if (rows?.exposedAt == null || rows.mix === undefined) return [];
  const out: MixRecord[] = [];
  for (const [column, { codes, labels }] of rows.mix) {
    const record = await mixOf(rows, config, column, grouped(rows, codes, labels));
    if (record !== null) out.push(record);
    await pace.breathe(rows.arm.length);
  }
  return out;
}

/** Values of a column, rare ones taken together. */
interface Grouped {
  readonly codes: Int32Array;
  readonly values: readonly string[];
}

function grouped(rows: UserRows, codes: Int32Array, labels: readonly string[]): Grouped {
  const counts = new Float64Array(labels.length + 1);
  for (let row = 0; row < codes.length; row++) if (rows.arm[row]! >= 0) counts[codes[row]! + 1]!++;
  const named = ['missing', ...labels].map((value, code) => ({ value, code, users: counts[code]! }));
  const sorted = named.filter(({ users }) => users > 0).sort((a, b) => b.users - a.users || a.code - b.code);
  const own = sorted.filter(({ users }, i) => users >= fewestUsers && i < mostValues - 1);
  const place = new Map(own.map(({ code }, i) => [code, i]));
  const isWhole = own.length === sorted.length;
  return {
    codes: codes.map((code) => place.get(code + 1) ?? own.length),
    values: [...own.map(({ value }) => value), ...(isWhole ? [] : [otherValue])],
  };
}

async function mixOf(
  rows: UserRows,
  config: ExperimentConfig,
  column: string,
  { codes, values }: Grouped,
): Promise<MixRecord | null> {
  const { first, last } = daySpan(rows.exposedAt!, rows.arm);
  const days = last - first + 1;
  const early = Math.ceil(days / 2);
  const counts = [new Float64Array(values.length), new Float64Array(values.length)] as const;
  for (let row = 0; row < codes.length; row++) {
    const day = Math.floor(rows.exposedAt![row]!) - first;
    if (rows.arm[row]! >= 0 && !Number.isNaN(day)) counts[day < early ? 0 : 1][codes[row]!]!++;
  }
  const [before, after] = counts.map((part) => part.reduce((sum, n) => sum + n, 0)) as [number, number];
  if (!(days >= 2 && before > 0 && after > 0)) return null;
  const shares = values.map((value, i) => ({
    ...{ value, early: counts[0][i]! / before, late: counts[1][i]! / after },
  }));
  const distance = shares.reduce((sum, share) => sum + Math.abs(share.early - share.late), 0) / 2;
  const p = oneMix(counts, before, after);
  return {
    ...{ column, days: { early, late: days - early }, values: shares, distance, p },
    moved: p < limits.p && distance > limits.distance,
    oldMix: await oldMixEffects(
      rows,
      config,
      codes,
      shares.map((share) => share.early),
    ),
  };
}

/** Chi-square test that both parts have one mix. */
function oneMix(counts: readonly [Float64Array, Float64Array], before: number, after: number): number {
  let [statistic, cells] = [0, 0];
  for (let i = 0; i < counts[0].length; i++) {
    const all = counts[0][i]! + counts[1][i]!;
    if (all === 0) continue;
    cells++;
    [before, after].forEach((size, part) => {
      const expected = (all * size) / (before + after);
      statistic += (counts[part as 0 | 1][i]! - expected) ** 2 / expected;
    });
  }
  return cells < 2 ? 1 : chiSquare.survival(statistic, cells - 1);
}

/**
 * Effects for users mixed as `shares`: the differences inside the values, weighted by the shares (post-stratification). The
 * shares are taken as known. Metrics without a value of every user have none.
 */
async function oldMixEffects(
  rows: UserRows,
  config: ExperimentConfig,
  codes: Int32Array,
  shares: readonly number[],
): Promise<readonly AuditedEffect[]> {
  const metrics = config.metrics.filter((metric) => kindOf(metric).perUser && rows.columns.has(metric.name));
  if (metrics.length === 0) return [];
  const width = shares.length;
  const group = Float64Array.from(rows.arm, (arm, row) => (arm < 0 ? Number.NaN : arm * width + codes[row]!));
  const columns = metrics.map(({ name }) => rows.columns.get(name)!);
  const groups = (1 + config.treatments.length) * width;
  const cells = (await moments(columns, { group, groups })).groups.map((cell) =>
    cell.rows === 0 ? null : packedMoments(cell),
  );
  return metrics.flatMap(({ name }, m) =>
    config.treatments.flatMap((variant, i) => {
      const of = (arm: number) => cells.slice(arm * width, (arm + 1) * width);
      const found = weightedDifference(of(0), of(i + 1), shares, m, columns.length);
      if (found === null) return [];
      const reach = normal.inverseSurvival(config.alpha / 2) * Math.sqrt(found.variance);
      const { difference } = found;
      return [{ metric: name, variant, difference, low: difference - reach, high: difference + reach }];
    }),
  );
}

type Cell = JointMoments | null;

function weightedDifference(
  control: readonly Cell[],
  treatment: readonly Cell[],
  shares: readonly number[],
  column: number,
  width: number,
): { readonly difference: number; readonly variance: number } | null {
  let [difference, variance] = [0, 0];
  for (const [s, share] of shares.entries()) {
    if (share === 0) continue;
    const [a, b] = [control[s]!, treatment[s]!];
    if (a === null || b === null || a.n < 2 || b.n < 2) return null;
    const error = ({ n, cross }: JointMoments): number => cross[packed(width, column, column)]! / (n - 1) / n;
    difference += share * (b.mean[column]! - a.mean[column]!);
    variance += share ** 2 * (error(a) + error(b));
  }
  return { difference, variance };
}
