import path from 'node:path';

import { writeTable } from '../../../data/tables/write.js';
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

async function built(day: Day, folder: string): Promise<StepOutcome> {
  const { config, date, root, signal, environment } = day;
  const model = await loadModel(day.model.folder, { digest: day.model.digest });
  try {
    const { described, version } = storedFeatures(model);
    const options = { day: date, root, signal, environment };
    const log = await day.log.open();
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
