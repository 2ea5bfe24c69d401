import type { State, StateRecords } from '../../entries/state.js';
import type { Head } from '../documents/common.js';
import type { DataDocument, EventSeries, MissingColumn } from '../documents/data.js';
import { shownShare } from './cells.js';

/** What arrived: events by day and name against what was expected, how late, and what is missing. */
export async function dataPage(state: State, head: Head): Promise<DataDocument> {
  const { project, from, to } = head.scope;
  const records = await state.list('data', { where: { project }, from, to });
  const events = new Map<string, StateRecords['data'][]>();
  for (const record of records) {
    const known = events.get(record.event);
    if (known === undefined) events.set(record.event, [record]);
    else known.push(record);
  }
  // All events stand first: `*` sorts before letters.
  const names = [...events.keys()].sort();
  return {
    ...head,
    events: names.map((event) => seriesOf(event, events.get(event)!)),
    ...(await missingOf(state, head)),
  };
}

function seriesOf(event: string, records: readonly StateRecords['data'][]): EventSeries {
  const points = records.map(({ date, rows, expected, expectedLow, expectedHigh, lagP50, lagP995 }) => ({
    ...{ date, rows, expected, low: expectedLow, high: expectedHigh, lagP50, lagP995 },
  }));
  return { event, points: points.sort((a, b) => (a.date < b.date ? -1 : 1)) };
}

async function missingOf(
  state: State,
  { scope: { project, from, to } }: Head,
): Promise<Pick<DataDocument, 'missing' | 'missingDate'>> {
  const [newest] = await state.list('drift', { where: { project }, from, to, newest: true, limit: 1 });
  if (newest === undefined) return { missing: [], missingDate: null };
  const { date } = newest;
  const found = await state.list('drift', { where: { project }, from: date, to: date });
  const missing = found.flatMap(({ column, n, missingReference, missingCurrent }): MissingColumn[] =>
    missingReference === null || missingCurrent === null || missingReference + missingCurrent === 0
      ? []
      : [{ name: column, reference: missingReference, current: shownShare(missingCurrent, n)! }],
  );
  return { missing: missing.sort((a, b) => change(b) - change(a)), missingDate: date };
}

const change = ({ reference, current }: MissingColumn): number =>
  current === 'hidden' ? 0 : Math.abs(current - reference);
