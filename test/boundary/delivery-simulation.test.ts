// The short form of `npm run simulate:delivery`: killed dispatchers reach each user once, whatever the provider answers.
import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';

import { afterAll, expect, test } from 'vitest';

import { simulateDelivery } from '../../bench/simulations/delivery/simulate.js';

const folder = mkdtempSync(path.join(os.tmpdir(), 'winback-simulated-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test.each(['keyed', 'asked'] as const)(
  'a provider that is %s: nobody twice, nobody lost',
  async (ability) => {
    const result = await simulateDelivery({
      ...{ ability, messages: 120, crashes: [-1, 2], randomKills: 1, dispatchers: 2, seed: 3 },
      state: path.join(folder, `${ability}.db`),
    });
    expect(result).toMatchObject({ duplicates: 0, lost: 0, verified: true, states: { accepted: 120 } });
    expect(result.kills).toBeGreaterThanOrEqual(2);
  },
  120_000,
);
