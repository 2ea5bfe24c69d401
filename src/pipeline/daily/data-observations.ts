import { dayNumber } from '../../base/days.js';
import type { Observation } from '../../delivery/alerts/evaluate.js';
import type { VolumeReading } from '../../monitor/volume/records.js';
import type { AlertRecord } from '../../state/records/system.js';
import { type MissingDay, toldDays } from './missing-days.js';
import type { DataCheck } from './steps/check-data.js';

/** What the rows of a day, and of the days behind it, say to the alarms. */
export const dataObservations = (data: DataCheck): readonly Observation[] => [
  ...readingObservations(data),
  ...surplusObservations(data),
  ...toldOf(data).flatMap(missingObservations),
];

const toldOf = ({ day, missing }: DataCheck): readonly MissingDay[] =>
  missing.filter(({ date }) => dayNumber(date) >= day - toldDays);

function readingObservations({ total, series, excuse }: DataCheck): readonly Observation[] {
  // The total is always known: only so does the alarm of an empty first week end.
  const known = [total, ...series.filter(({ expected }) => expected !== null)];
  return known.flatMap((reading) =>
    (['data-gap', 'tracking-loss'] as const).map((kind): Observation => {
      const { name: object, rows, expected, severity } = reading;
      const values = { rows, expected: expected?.median ?? null, low: expected?.low ?? null, excuse };
      return {
        ...{ kind, object, model: null, severity: severity ?? 'warning', found: isFault(reading, kind) },
        // A critical fault holds plan and delivery back today, so that it is told today.
        ...{ value: rows, threshold: expected?.low ?? null, immediate: severity === 'critical', values },
      };
    }),
  );
}

/** Above this share of what was expected the rows of a day look as if some had come twice. */
const surplusShare = 1.9;

/** Whether rows came twice: a sale has more rows as well, so that it is a warning and holds nothing back. */
function surplusObservations({ total, excuse }: DataCheck): readonly Observation[] {
  const { rows, expected, state } = total;
  if (expected === null) return [];
  const threshold = Math.max(expected.high, surplusShare * expected.median);
  const found = state === 'high' && rows > threshold && excuse === null;
  const about = { kind: 'data-surplus', object: '*', model: null, severity: 'warning' } as const;
  return [{ ...about, found, value: rows, threshold, values: { rows, expected: expected.median } }];
}

/** A gap in everything is one alarm, not one for each event. */
const isFault = ({ name, fault }: VolumeReading, kind: 'data-gap' | 'tracking-loss'): boolean =>
  fault === kind && (kind === 'tracking-loss' || name === '*');

/** Late while its events may still come, lost after that: each ends the other. */
function missingObservations({ date, rows, expected, late }: MissingDay): readonly Observation[] {
  return (['late-data', 'data-gap'] as const).map((kind): Observation => {
    const found = late === (kind === 'late-data');
    const about = { kind, object: date, model: null, severity: 'warning' } as const;
    return { ...about, found, value: rows, threshold: expected, immediate: true, values: { rows, expected } };
  });
}

/**
 * Alarms about missing days that the newest day does not tell of any more end: the day has arrived, or lies too far back.
 * @param alerts those of the configuration
 */
export function endedDays(alerts: readonly AlertRecord[], data: DataCheck): readonly Observation[] {
  const told = new Set(toldOf(data).map(({ date }) => date));
  return alerts
    .filter(({ kind, object, state }) => isOfDay(kind, object) && state !== 'resolved' && !told.has(object))
    .map(({ kind, object, severity }) => ({
      ...{ kind: kind as Observation['kind'], object, model: null, severity, found: false },
      ...{ value: null, threshold: null, values: {} },
    }));
}

const isOfDay = (kind: string, object: string): boolean =>
  (kind === 'late-data' || kind === 'data-gap') && /^\d{4}-\d{2}-\d{2}$/.test(object);
