import path from 'node:path';

import { writeTable } from '../../../data/tables/write.js';
import type { EventLog } from '../../../features/log/event-log.js';
import { storedSnapshot } from '../../../features/stored-features.js';
import { conform } from '../../../model/conform.js';
import { loadModel } from '../../../registry/model-store.js';
import { storedFeatures } from '../../features/run.js';
import type { Day } from '../day.js';
import type { Step, StepOutcome } from '../run-steps.js';
import { featuresFile } from '../score-files.js';
import { holdingRecord } from '../state-records.js';

/** The features of the day's users, as the model in production takes them. */
export const features = (day: Day): Step => ({
  name: 'features',
  inputs: async () => day.sources && { sources: day.sources, model: day.model.digest },
  run: (folder) => built(day, folder),
});

/** A day without an event has features like any other: the check of the data says whether that is a fault. */
const reaching = (log: EventLog, date: string): EventLog =>
  log.record.lastDay >= date ? log : { ...log, record: { ...log.record, lastDay: date } };

async function built(day: Day, folder: string): Promise<StepOutcome> {
  const { config, date, root, signal, environment } = day;
  const model = await loadModel(day.model.folder, { digest: day.model.digest });
  try {
    const { described, version } = storedFeatures(model);
    const options = { day: date, root, signal, environment };
    const log = reaching(await day.log.open(), date);
    const { table, missingDays } = await storedSnapshot(log, config, described, version, options);
    conform(table, model.classifier.features);
    await writeTable(path.join(folder, featuresFile), table, { signal });
    const records = { holding: [holdingRecord(day, 'features', 'features')] };
    const rows = table.numRows;
    return { state: 'done', facts: { users: rows, missingDays }, rows, records };
  } finally {
    model.classifier.close();
  }
}
