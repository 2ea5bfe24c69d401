import { meanScore, type ScoreMean } from '../../stats/causal/mean-score.js';
import { normal } from '../../stats/distributions.js';
import { adjustedPValues } from '../../stats/multiplicity.js';
import type { CloseScores } from './effects.js';
import type { CloseRate } from './records.js';
import { type CloseRows, countsOf } from './rows.js';
import { type Measured, type Shrunk, shrunkRates } from './shrunk-rates.js';

/** What a plan assumed of one action. */
export interface AssumedAction {
  /** Share of would-be leavers brought back, by tier. */
  readonly response: Readonly<Record<string, number>>;
  /** Yuan of the coupon; 0 for a message. */
  readonly face: number;
  /** Whether a contact may cost money. */
  readonly isPaid: boolean;
}

/** By action. */
export type AssumedRates = Readonly<Record<string, AssumedAction>>;

/** Users of a cell and arm below which the cell is not measured. */
const fewest = 10;
/** A paid action is used again where its effect is shown at this one-sided level, all paid actions together (Holm). */
const alpha = 0.05;

/**
 * The rates r(tier, action) that the next plan should count on: effect on staying over the mean probability of leaving, moved
 * towards what the like of the cell have in common.
 */
export function closeRates(
  rows: CloseRows,
  scores: CloseScores,
  assumed: AssumedRates,
): readonly CloseRate[] {
  const cells = cellsOf(rows, scores, assumed);
  const shrunk = shrunkRates(cells.filter((cell): cell is Cell & Measured => cell.measured !== null));
  const hidden = notShown(rows, scores, assumed);
  return cells.map((cell) => rateOf(cell, shrunk, hidden, cells));
}

/** One tier and action, measured or not. */
interface Cell {
  readonly tier: string;
  readonly action: string;
  readonly family: 'coupon' | 'message';
  readonly face: number;
  readonly isPaid: boolean;
  readonly assumed: number;
  readonly contacted: number;
  readonly held: number;
  readonly measured: { readonly value: number; readonly variance: number } | null;
}

function cellsOf(rows: CloseRows, scores: CloseScores, assumed: AssumedRates): readonly Cell[] {
  const parts = new Map<string, number[]>();
  rows.tier.forEach((tier, row) => {
    const key = JSON.stringify([rows.tiers[tier], rows.actions[rows.action[row]!]]);
    const part = parts.get(key);
    if (part === undefined) parts.set(key, [row]);
    else part.push(row);
  });
  return Object.entries(assumed).flatMap(([action, { response, face, isPaid }]) =>
    Object.entries(response).map(([tier, share]) => {
      const part = parts.get(JSON.stringify([tier, action])) ?? [];
      const family = face > 0 ? ('coupon' as const) : ('message' as const);
      const counts = countsOf(rows, part);
      return {
        ...{ tier, action, family, face, isPaid, assumed: share, ...counts },
        measured: measuredIn(rows, scores, part),
      };
    }),
  );
}

/** Effect over risk in a cell; null where one side has too few users. */
function measuredIn(rows: CloseRows, scores: CloseScores, part: readonly number[]): Cell['measured'] {
  const { contacted, held } = countsOf(rows, part);
  if (contacted < fewest || held < fewest) return null;
  const risk = part.reduce((sum, row) => sum + rows.risk[row]!, 0) / part.length;
  if (!(risk > 0)) return null;
  const { value, error } = meanOf(scores, part);
  return { value: value / risk, variance: Math.max(error ** 2, leastVariance(rows, part)) / risk ** 2 };
}

function meanOf(scores: CloseScores, part: readonly number[]): ScoreMean {
  return meanScore(
    part.map((row) => scores.stayed[row]!),
    { clusters: part.map((row) => scores.users[row]!) },
  );
}

/** Where nobody or everybody stayed the sample shows no variance: half of that of one user more of each kind. */
function leastVariance(rows: CloseRows, part: readonly number[]): number {
  return [0, 1].reduce((sum, arm) => {
    const own = part.filter((row) => rows.contacted[row] === arm);
    const share = (own.reduce((kept, row) => kept + rows.stayed[row]!, 0) + 1) / (own.length + 2);
    return sum + (share * (1 - share)) / own.length / 2;
  }, 0);
}

/** Paid actions whose contacts were not shown to keep anybody. */
function notShown(rows: CloseRows, scores: CloseScores, assumed: AssumedRates): ReadonlySet<string> {
  const paid = Object.keys(assumed).filter((action) => assumed[action]!.isPaid);
  const tested = paid.flatMap((action) => {
    const code = rows.actions.indexOf(action);
    const part = [...rows.action.keys()].filter((row) => rows.action[row] === code);
    const { contacted, held } = countsOf(rows, part);
    if (contacted < fewest || held < fewest) return [];
    const { value, error } = meanOf(scores, part);
    return [{ action, p: error > 0 ? normal.survival(value / error) : Number(value <= 0) }];
  });
  const adjusted = adjustedPValues(
    tested.map(({ p }) => p),
    'holm',
  );
  return new Set(tested.filter((_, i) => adjusted[i]! > alpha).map(({ action }) => action));
}

function rateOf(
  cell: Cell,
  shrunk: ReadonlyMap<string, Shrunk>,
  hidden: ReadonlySet<string>,
  cells: readonly Cell[],
): CloseRate {
  const { tier, action, contacted, held, assumed, measured } = cell;
  const facts = {
    ...{ tier, action, contacted, held, assumed, measured: measured?.value ?? null },
    measuredSd: measured === null ? null : Math.sqrt(measured.variance),
  };
  const found = shrunk.get(JSON.stringify([tier, action])) ?? alikeOf(cell, shrunk, cells);
  if (hidden.has(action)) {
    const sd = found?.sd ?? 0;
    return { ...facts, response: 0, responseSd: inRange(sd), source: 'not-shown' };
  }
  if (found !== null)
    return { ...facts, response: inRange(found.value), responseSd: inRange(found.sd), source: found.source };
  return { ...facts, ...scaledRate(cell, shrunk, hidden, cells) };
}

const inRange = (share: number): number => Math.min(1, Math.max(0, share));

/** Of a tier that was not measured: what the measured tiers of the action have in common, weighted by their precision. */
function alikeOf(cell: Cell, shrunk: ReadonlyMap<string, Shrunk>, cells: readonly Cell[]): Shrunk | null {
  const like = cells
    .filter(({ action }) => action === cell.action)
    .flatMap(({ tier, action }) => shrunk.get(JSON.stringify([tier, action])) ?? []);
  if (like.length === 0) return null;
  const weights = like.map(({ sd }) => 1 / sd ** 2);
  const total = weights.reduce((a, b) => a + b, 0);
  const value = like.reduce((sum, one, i) => sum + weights[i]! * one.value, 0) / total;
  const between = like.reduce((sum, one) => sum + (one.value - value) ** 2, 0) / like.length;
  const spread = Math.max(between, ...like.map((one) => one.spread));
  return { value, sd: Math.sqrt(1 / total + spread), spread, source: 'alike' };
}

/** Of an action that was not measured: assumed, and scaled as its family, or else every action, had to be. */
function scaledRate(
  cell: Cell,
  shrunk: ReadonlyMap<string, Shrunk>,
  hidden: ReadonlySet<string>,
  cells: readonly Cell[],
): Pick<CloseRate, 'response' | 'responseSd' | 'source'> {
  const known = cells.flatMap((one) => {
    const found = shrunk.get(JSON.stringify([one.tier, one.action]));
    if (found === undefined) return [];
    return [{ ...one, value: hidden.has(one.action) ? 0 : inRange(found.value) }];
  });
  const family = known.filter((one) => one.family === cell.family);
  const like = family.length > 0 ? family : known;
  const sum = (of: (one: (typeof known)[number]) => number): number =>
    like.reduce((total, one) => total + (one.contacted + one.held) * of(one), 0);
  const promised = sum((one) => one.assumed);
  if (like.length === 0 || promised <= 0)
    return { response: cell.assumed, responseSd: cell.assumed, source: 'assumed' };
  const response = cell.assumed * Math.min(1, sum((one) => one.value) / promised);
  return { response, responseSd: cell.assumed, source: 'scaled' };
}
