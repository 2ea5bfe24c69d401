import { writeFile } from 'node:fs/promises';
import path from 'node:path';

import type { SimulatedDays } from '../../simulate/days/simulated-days.js';
import { commentedYaml } from '../commented-yaml.js';
import { type DailyConfig, dailyConfig } from '../daily/config.js';

/** The configuration as a file beside its data, so that the days can be run again, and gone on with. */
export async function writtenConfig(world: SimulatedDays, seed: number, root: string): Promise<DailyConfig> {
  const { events, attributes } = world.config as {
    readonly events: { readonly source: string };
    readonly attributes: { readonly source: string };
  };
  const config = {
    name: 'demo',
    events: { ...events, source: `data/${events.source}` },
    attributes: { ...attributes, source: `data/${attributes.source}` },
    snapshots: { everyDays: 14, train: 3, calibration: 1, test: 1 },
    seed,
    models: { trees: 100 },
    plan: economics(seed),
    daily: { state: 'winback.db', registry: 'registry', out: 'daily', monthlyBudget: 1500 },
  };
  const head = [
    'Of `winback demo --days N`. One more day: winback run daily --config winback.yaml --date DAY',
  ];
  await writeFile(path.join(root, 'winback.yaml'), await commentedYaml({ config, head }));
  return dailyConfig(config, 'demo');
}

const economics = (seed: number) => ({
  budget: 60,
  alpha: 2,
  zeroRevenue: 50,
  // A large holdout for few users: only so can a week of campaigns be judged.
  holdout: { share: 0.2, seed },
  actions: {
    coupon: {
      face: 20,
      paid: 'redemption',
      freeRiders: 0.1,
      response: { high: 0.12, medium: 0.15, low: 0.1 },
    },
    call: { contact: 8, response: { high: 0.24, medium: 0.2, low: 0 } },
  },
});
