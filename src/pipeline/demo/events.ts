import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { dayOf } from '../../base/days.js';
import { buildSnapshots } from '../../features/build.js';
import { featuresConfig } from '../../features/config.js';
import { type GeneratedEvents, generateEvents } from '../../simulate/generate-events.js';
import { churnConfig } from '../churn/config.js';
import { datasetOfEvents, type PreparedChurn } from '../churn/dataset.js';
import { churnInto } from '../churn/into.js';
import type { ChurnSummary } from '../churn/summary.js';
import { commentedYaml } from '../commented-yaml.js';
import { type DemoSettings, type DemoWork, summaryOf } from './work.js';

/**
 * Actions and values under which a budget of 5,000 yuan is short, so that the plan has to choose: a user who comes back
 * pays for two months (50 yuan a month where nothing is known); a call costs much and works best.
 */
const demoEconomics = {
  alpha: 2,
  zeroRevenue: 50,
  actions: {
    push: { response: { high: 0.005, medium: 0.01, low: 0.01 } },
    sms: { contact: 0.05, response: { high: 0.02, medium: 0.03, low: 0.02 } },
    coupon: {
      face: 20,
      paid: 'redemption',
      freeRiders: 0.1,
      response: { high: 0.12, medium: 0.15, low: 0.1 },
    },
    call: { contact: 8, response: { high: 0.24, medium: 0.2, low: 0.12 } },
  },
} as const;

/** A generated event log, into a folder that is there already: the way of real data, from events to plan. */
export async function eventDemo(
  { users, seed, budget }: DemoSettings,
  work: DemoWork,
): Promise<ChurnSummary> {
  const { signal, onProgress, output } = work;
  const folder = path.join(output.folder, 'data');
  await mkdir(folder, { recursive: true });
  const generated = await generateEvents(folder, { users, seed, signal, onProgress });
  // Three snapshots a fortnight apart tell nearly as much as eight a week apart: neighbours share most of their window.
  const sections = { ...generated.config, snapshots: { everyDays: 14, train: 3, calibration: 1, test: 1 } };
  const plan = { budget, ...demoEconomics, holdout: { share: 0.1, seed } };
  const whole = { name: 'demo', ...sections, seed, models: { trees: 100 }, plan };
  await writeFile(path.join(folder, 'winback.yaml'), await configText(whole, generated));
  const set = await buildSnapshots(featuresConfig(sections, 'demo'), { signal, onProgress });
  const prepared = datasetOfEvents(set, 'generated');
  const data = withTruth(prepared, generated, set.report.horizonDays);
  return summaryOf(await churnInto(churnConfig(whole, 'demo'), data, work));
}

/** The configuration as a file beside the data it names, so that every command can be tried on them. */
function configText(
  config: GeneratedEvents['config'],
  { eventsPath, attributesPath }: GeneratedEvents,
): Promise<string> {
  const events = { ...config.events, source: path.basename(eventsPath) };
  const attributes = { ...config.attributes, source: path.basename(attributesPath) };
  const head = ['Of `winback demo`; try it with: winback churn --config FILE'];
  return commentedYaml({ config: { ...config, events, attributes }, head });
}

function withTruth(data: PreparedChurn, { truth }: GeneratedEvents, horizonDays: number): PreparedChurn {
  const { split } = data.dataset;
  if (split.kind !== 'time') return data;
  const { users, days } = split.test;
  const probabilities = Float64Array.from(users, (user, row) =>
    truth.probability(String(user), dayOf(days![row]!), horizonDays),
  );
  const test = { ...split.test, truth: probabilities };
  return { ...data, dataset: { ...data.dataset, split: { ...split, test } } };
}
