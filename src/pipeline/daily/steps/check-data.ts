import { dayNumber } from '../../../base/days.js';
import { countsByDay } from '../../../features/log/counts-by-day.js';
import type { EventLogRecord } from '../../../features/records.js';
import type { VolumeCheck, VolumeReading } from '../../../monitor/volume/records.js';
import { checkVolume } from '../../../monitor/volume/volume.js';
import type { Day } from '../day.js';
import { writeJson } from '../json-files.js';
import { excuseOf, type MissingDay, missingDays, toldDays, withEmptyDay } from '../missing-days.js';
import type { Step, StepOutcome } from '../run-steps.js';
import { dataRecords } from '../state-records.js';

/** What `check-data/data.json` holds. */
export interface DataCheck extends VolumeCheck {
  /** Why a fall of this day is no alarm that holds anything back; null where the calendar says nothing. */
  readonly excuse: string | null;
  /** Days behind it whose rows are missing. */
  readonly missing: readonly MissingDay[];
  /** Names of events that no role takes, most frequent first. */
  readonly unmapped: readonly string[];
  /** Rows of the whole log that no step sees, by reason. */
  readonly dropped: EventLogRecord['dropped'];
}

export const dataFile = 'data.json';

/** Reads the day's events and compares their numbers with those of the weeks before. */
export const checkData = (day: Day): Step => ({
  name: 'check-data',
  inputs: async () => day.sources && { sources: day.sources, calendar: day.config.daily.calendar },
  run: (folder) => checked(day, folder),
});

async function checked(day: Day, folder: string): Promise<StepOutcome> {
  const { date, config, log, signal } = day;
  const opened = await log.open();
  const counts = await countsByDay(opened, signal);
  const { calendar, latenessDays } = config.daily;
  const excuse = excuseOf(calendar, date);
  const check = excused(withEmptyDay(checkVolume(counts, dayNumber(date)), counts), excuse);
  const back = Math.max(toldDays, config.windows.horizonDays + latenessDays);
  const missing = missingDays(counts, { date, back, latenessDays, calendar });
  const { unmappedNames: unmapped, dropped } = opened.record;
  const data: DataCheck = { ...check, excuse, missing, unmapped, dropped };
  await writeJson(folder, dataFile, data);
  const faults = [check.total, ...check.series].filter(({ severity }) => severity !== null);
  const facts = {
    state: check.state,
    rows: check.total.rows,
    excuse,
    faults: faults.map(({ name }) => name),
    missing: missing.map((one) => one.date),
    ...leftOut(dropped),
  };
  return { state: 'done', facts, rows: check.total.rows, records: { data: dataRecords(day, data) } };
}

/** Rows of the log that were left out and should not be there; reasons without a row are not told. */
function leftOut({ missingUser, missingTime, duplicateId }: EventLogRecord['dropped']): StepOutcome['facts'] {
  const counts = { missingUser, missingTime, duplicateId };
  return Object.fromEntries(Object.entries(counts).filter(([, rows]) => rows > 0));
}

/** On a day of the calendar a fall is worth a warning; only a day without any row stays critical. */
function excused(check: VolumeCheck, excuse: string | null): VolumeCheck {
  if (excuse === null || check.total.state === 'zero') return check;
  const mild = (reading: VolumeReading): VolumeReading =>
    reading.severity === 'critical' ? { ...reading, severity: 'warning' } : reading;
  const state = check.state === 'critical' ? 'warning' : check.state;
  return { ...check, total: mild(check.total), series: check.series.map(mild), state };
}
