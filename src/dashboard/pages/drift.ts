import type { State, StateRecords } from '../../entries/state.js';
import type { Head } from '../documents/common.js';
import type { DriftColumn, DriftDocument, DriftShares } from '../documents/drift.js';
import { shownParts, shownShare, shownUsers } from './cells.js';
import { inScope } from './scope.js';

type Drift = StateRecords['drift'];

/** Days of the picture of columns and days: more would be narrower than a finger. */
const pictureDays = 60;
/** Name of the row about the score. */
export const scoreRow = '(score)';

/** Every column against the training rows. */
export async function driftPage(state: State, head: Head): Promise<DriftDocument> {
  const { scope } = head;
  const days = await daysOf(state, scope);
  const picture = days.slice(-pictureDays);
  const [from, to] = [picture[0] ?? scope.from, picture.at(-1) ?? scope.to];
  const records = picture.length === 0 ? [] : await inScope(state, 'drift', { ...scope, from, to });
  const columns = new Map<string, Drift[]>();
  for (const record of records) {
    const known = columns.get(record.column);
    if (known === undefined) columns.set(record.column, [record]);
    else known.push(record);
  }
  return {
    ...head,
    days: picture,
    olderDays: days.length - picture.length,
    columns: [...columns.values()].map((found) => columnOf(found, picture)).sort(byEffect),
  };
}

async function daysOf({ database }: State, { project, from, to, model }: Head['scope']): Promise<string[]> {
  const ofModel = model === null ? '' : ' AND "model" = ?';
  const sql = `SELECT DISTINCT "date" FROM winback_drift
    WHERE "project" = ? AND "date" >= ? AND "date" <= ?${ofModel} ORDER BY "date"`;
  const cells = [project, from, to, ...(model === null ? [] : [model])];
  const [found] = await database.read([{ sql, rows: [cells] }]);
  return found!.rows.map(({ date }) => String(date));
}

function columnOf(records: readonly Drift[], days: readonly string[]): DriftColumn {
  const at = new Map(records.map((record) => [record.date, record]));
  const last = at.get(days.findLast((day) => at.has(day))!)!;
  const { ks, ksLow, location, sign, psi, jsBits, w1OverIqr, missingReference } = last;
  return {
    ...{ name: last.column, date: last.date, n: shownUsers(last.n), ks, ksLow, location, sign, psi, jsBits },
    ...{ w1OverIqr, missingReference },
    missingCurrent: shownShare(last.missingCurrent, last.n),
    unseen: shownShare(last.unseen, last.n),
    ...{ deltaScore: last.deltaScore, deltaAbove: last.deltaAbove, state: last.state },
    days: days.map((day) => {
      const record = at.get(day);
      return record === undefined ? null : { ks: record.ks, state: record.state, sign: record.sign };
    }),
    bins: last.bins === null ? null : sharesOf(last.bins),
  };
}

function sharesOf({ names, reference, current }: NonNullable<Drift['bins']>): DriftShares {
  const whole = (counts: readonly number[]): number => counts.reduce((sum, count) => sum + count, 0) || 1;
  const [before, now] = [whole(reference), whole(current)];
  const { parts } = shownParts(current);
  return {
    names,
    reference: reference.map((count) => count / before),
    current: parts.map((count) => (count === null ? null : count / now)),
  };
}

function byEffect(a: DriftColumn, b: DriftColumn): number {
  const first = Number(b.name === scoreRow) - Number(a.name === scoreRow);
  const effect = ({ deltaAbove }: DriftColumn): number => Math.abs(deltaAbove ?? 0);
  return first || effect(b) - effect(a) || (b.ks ?? 0) - (a.ks ?? 0) || (a.name < b.name ? -1 : 1);
}
