// npm run simulate:delivery -- [--kills 1000] [--messages 20000]: dispatchers that are killed at every writing of their first minute
// and at random moments, on a provider that drops repeated keys and on one that can only be asked. Ends with 1 where a user was
// reached twice or lost.
import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';

import { simulateDelivery } from './delivery/simulate.js';

const { values } = parseArgs({
  options: {
    kills: { type: 'string', default: '1000' },
    messages: { type: 'string', default: '20000' },
    points: { type: 'string', default: '40' },
  },
});
const folder = mkdtempSync(path.join(os.tmpdir(), 'winback-simulate-'));
const points = Array.from({ length: Number(values.points) }, (_, i) => i + 1).flatMap((at) => [-at, at]);
try {
  for (const ability of ['keyed', 'asked'] as const) {
    const result = await simulateDelivery({
      ...{ ability, messages: Number(values.messages), crashes: points, dispatchers: 2, seed: 7 },
      ...{ state: path.join(folder, `${ability}.db`), randomKills: Math.ceil(Number(values.kills) / 2) },
    });
    process.stdout.write(`${JSON.stringify({ ability, ...result })}\n`);
    if (result.duplicates > 0 || result.lost > 0 || !result.verified) process.exitCode = 1;
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
