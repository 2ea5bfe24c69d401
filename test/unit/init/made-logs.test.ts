// `winback init` on twenty made logs: every guess is right or asked for, and what it writes is trained on as it is.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, beforeAll, describe, expect, it, test } from 'vitest';

import { runChurn } from '../../../src/index.js';
import { churnConfig } from '../../../src/pipeline/churn/config.js';
import { prepareChurn } from '../../../src/pipeline/churn/prepare.js';
import { readConfig } from '../../../src/pipeline/config-file.js';
import type { Inspection, Meaning, Question } from '../../../src/pipeline/init/records.js';
import { runInit } from '../../../src/pipeline/init/run.js';
import { type Log, logs, type Truth } from '../../support/logs/logs.js';
import { unseenLogs } from '../../support/logs/unseen/logs.js';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'winback-init-logs-'));
});
afterAll(() => rm(folder, { recursive: true }));

/** What must be found where the log has it; of the rest only a wrong guess is a fault. */
const needed = ['user', 'time', 'event', 'amount'];

/** Every guess that is not right, in words. */
function faults(truth: Truth, found: Inspection): readonly string[] {
  const wrong: string[] = [];
  const options = new Set([...Object.keys(truth.columns), ...Object.keys(found.guesses)]);
  for (const option of options) {
    const right = truth.columns[option] ?? [];
    const source = found.guesses[option as Meaning]?.source ?? null;
    if (source === null && (right.length === 0 || !needed.includes(option))) continue;
    const same = right.some((one) => JSON.stringify(one) === JSON.stringify(source));
    if (!same) wrong.push(`${option}: ${JSON.stringify(source)} instead of ${JSON.stringify(right)}`);
  }
  const roles = new Map(found.events.map(({ name, role }) => [name, role]));
  for (const [event, right] of Object.entries(truth.roles)) {
    const role = roles.get(event) ?? null;
    if (!(right as readonly (string | null)[]).includes(role))
      wrong.push(`${event}: ${role} instead of ${right.join(' or ')}`);
  }
  if ((found.everyRow ?? undefined) !== truth.everyRow) wrong.push(`everyRow: ${found.everyRow}`);
  const zone = found.timeZone?.zone ?? 'UTC';
  if (!truth.timeZones.includes(zone)) wrong.push(`timeZone: ${zone}`);
  return wrong;
}

/** Runs init; what it asks is answered from the truth, as a person would. */
async function init({ truth }: Log, file: string, config: string) {
  const asked: string[] = [];
  const ask = async ({ about }: Question): Promise<string> => {
    asked.push(about);
    const [answer] = truth.columns[about] ?? [];
    if (typeof answer !== 'string') throw new Error(`nobody can answer ${about}`);
    return answer;
  };
  const found = await runInit({ events: [file], ask }, { file: config, language: 'en' });
  return { found, asked };
}

/** The log as init and `winback churn` read it. */
async function prepared(log: Log) {
  const config = join(folder, `${log.name}.yaml`);
  const { found, asked } = await init(log, await log.write(folder), config);
  const churn = await readConfig(config, churnConfig);
  return { found, asked, churn, data: await prepareChurn(churn, { root: folder, language: 'en' }) };
}

const missed: string[] = [];

/** Fields that the log has and nobody found. */
function missedOf({ name, truth }: Log, { guesses }: Inspection): readonly string[] {
  const fields = Object.keys(truth.columns).filter((field) => guesses[field as Meaning] == null);
  return fields.map((field) => `${name} ${field}`);
}

describe.each([...logs, ...unseenLogs])('$name', (log) => {
  it('is understood, and its features are built without a change', async () => {
    const { truth } = log;
    const { found, asked, data } = await prepared(log);
    expect(faults(truth, found)).toEqual([]);
    if (unseenLogs.includes(log)) missed.push(...missedOf(log, found));
    expect(found.preset).toBe(truth.preset ?? null);
    expect(found.rows).toBe(truth.rows);
    expect(asked.length).toBeLessThanOrEqual(1);
    expect(data.dataset.features.length).toBeGreaterThan(10);
  });
});

// The rules had seen none of these eight: before they were mended they found 38 of the 51 fields, and no wrong one.
test('of the eight logs that the rules had not seen, all fields but four are found', () => {
  expect([...missed]).toEqual(['hotel feature', 'taxi id', 'news feature', 'mobile feature']);
});

/** A nested one, a list of records, another encoding, decimal commas. */
const trained = ['posthog', 'ga4', 'shop-gbk', 'game'];

test.each(logs.filter(({ name }) => trained.includes(name)))(
  '$name: a model knows who leaves',
  async (log) => {
    const churn = await readConfig(join(folder, `${log.name}.yaml`), churnConfig);
    const { dataset } = await prepareChurn(churn, { root: folder, language: 'en' });
    const { models, evaluation: judged, seed } = churn;
    const { evaluation, model } = await runChurn(dataset, { models, evaluation: judged, seed });
    model.classifier.close();
    expect(evaluation.test.auc.value).toBeGreaterThan(0.65);
  },
);
