import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';

import { buildTable } from '../../data/tables/build.js';
import { writeTable } from '../../data/tables/write.js';
import { generateChurnTable } from '../../simulate/generate-table.js';
import { churnConfig } from '../churn/config.js';
import { datasetOfTable } from '../churn/dataset.js';
import { churnInto } from '../churn/into.js';
import type { Table } from '../churn/scored-users.js';
import type { ChurnSummary } from '../churn/summary.js';
import { commentedYaml } from '../commented-yaml.js';
import { type DemoSettings, type DemoWork, summaryOf } from './work.js';

const tableFile = 'users.parquet';
const truthColumn = 'true_probability';

/**
 * The table of the reference script, into a folder that is there already; table and configuration are left in its folder
 * `data`. Its users appear once and know no calendar, so no embargo is needed between the parts.
 */
export async function tableDemo(settings: DemoSettings, work: DemoWork): Promise<ChurnSummary> {
  const { signal, output } = work;
  work.onProgress?.({ stage: 'generating', done: 0, total: 1 });
  const table = await tableWithTruth(settings);
  const given = configOf(settings);
  const folder = path.join(output.folder, 'data');
  await mkdir(folder, { recursive: true });
  await writeTable(path.join(folder, tableFile), table, { signal });
  await writeFile(path.join(folder, 'winback.yaml'), await configText(given));
  const config = churnConfig(given, 'demo');
  if (config.kind !== 'table') throw new TypeError('the demo names a table');
  const { path: _, encoding: __, numberFormat: ___, ...columns } = config.table;
  const data = datasetOfTable(table, 'generated', { split: config.split, table: columns });
  return summaryOf(await churnInto(config, data, work));
}

async function tableWithTruth({ users, seed }: DemoSettings): Promise<Table> {
  const { table, probability } = await generateChurnTable({ users, seed });
  return table.assign(await buildTable([{ name: truthColumn, kind: 'number', values: probability }]));
}

const configOf = ({ seed, budget }: DemoSettings) => ({
  name: 'demo-table',
  table: {
    path: tableFile,
    id: 'user_id',
    label: 'label_churn_14d',
    date: 'snapshot_date',
    truth: truthColumn,
  },
  split: { testDays: 7, calibrationDays: 7, embargoDays: 0 },
  // Over 24 seeds as good as 50 rounds of patience: the test AUC differs by -0.00002, standard error 0.00001.
  models: { trees: 100, earlyStoppingRounds: 25 },
  evaluation: { maximumTruthDistance: 0.01 },
  seed,
  plan: { budget },
});

/** What each section of the configuration is for, beside it. */
const comments: Readonly<Record<keyof ReturnType<typeof configOf>, string>> = {
  name: 'Of `winback demo --table`. The same figures again: winback churn --config winback.yaml',
  table:
    'One row a user. A table of your own needs `path` and `label`; `truth` is there because these users are generated.',
  split: 'The last 7 days are the test, the 7 days before them calibrate.',
  models: 'Most trees of a model, and after how many rounds without gain its training ends.',
  evaluation: 'The AUC may be so far below the best possible one, which the truth tells.',
  seed: 'The same seed, the same result.',
  plan: 'Yuan to spend; docs/reference/plan-config.md lists every key.',
};

function configText(config: ReturnType<typeof configOf>): Promise<string> {
  return commentedYaml({ config, comments: new Map(Object.entries(comments)), head: [] });
}
