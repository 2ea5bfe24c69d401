import { existsSync } from 'node:fs';
import path from 'node:path';

import type { Table } from 'apache-arrow';

import { readTable } from '../../../data/tables/read.js';
import { type RunTable, writeRun } from '../../write-back.js';
import { type Day, stepFile } from '../day.js';
import { writeJson } from '../json-files.js';
import type { Step, StepOutcome } from '../run-steps.js';
import { contactsFile, scoresFile } from '../score-files.js';
import { folderDigest } from '../step-folder.js';

const scoreColumns = ['user_id', 'churn_prob', 'risk_tier', 'contact'];

/** Writes the day's scores and contacts where `writeBack` says. Rows of the same day are replaced. */
export const publish = (day: Day): Step => ({
  name: 'publish',
  inputs: async () => ({
    scores: await folderDigest(path.join(day.out, day.date, 'score')),
    plan: await folderDigest(path.join(day.out, day.date, 'plan')),
  }),
  run: (folder) => published(day, folder),
});

async function published(day: Day, folder: string): Promise<StepOutcome> {
  const { config, date, root, environment, signal } = day;
  const { writeBack } = config;
  if (writeBack === null) return { state: 'nothing', facts: { reason: 'no-write-back' } };
  const run = writeBack.run ?? `${config.name} ${date}`;
  const options = { root, environment, signal };
  const written = await writeRun(writeBack, run, await tablesOf(day), options);
  await writeJson(folder, 'written.json', written);
  return { state: 'done', facts: Object.fromEntries(written.map(({ table, rows }) => [table, rows])) };
}

/** The scores, and the contacts of a day that has a plan. */
async function tablesOf({ config, out, date, signal }: Day): Promise<readonly RunTable[]> {
  const { scores, plan } = config.writeBack!;
  const read = (file: string): Promise<Table> =>
    readTable(file, { text: ['user_id'], utf8: ['user_id'], signal });
  const all = await read(stepFile(out, date, 'score', scoresFile));
  const contacts = stepFile(out, date, 'plan', contactsFile);
  return [
    { name: scores, tables: [all.select(scoreColumns)] },
    ...(existsSync(contacts) ? [{ name: plan, tables: [await read(contacts)] }] : []),
  ];
}
