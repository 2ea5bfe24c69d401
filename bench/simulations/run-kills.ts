// npm run simulate:kills [-- --kills 200] [--users 500] [--seed 1]: kills `winback run daily` in every step, and prints what
// was left as JSON. Exits 1 where a day ended otherwise than without kills, or somebody was contacted twice.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';

import { killedDays } from './kill-days.js';

const { values } = parseArgs({
  options: {
    kills: { type: 'string', default: '200' },
    users: { type: 'string', default: '500' },
    seed: { type: 'string', default: '1' },
  },
});
const [kills, users, seed] = [values.kills, values.users, values.seed].map(Number) as [
  number,
  number,
  number,
];
const folder = await mkdtemp(path.join(tmpdir(), 'winback-kills-'));
const found = await killedDays({
  ...{ kills, users, seed, folder },
  onDay: (so) => process.stderr.write(`${JSON.stringify(so)}\n`),
});
await rm(folder, { recursive: true });
process.stdout.write(`${JSON.stringify(found, null, 1)}\n`);
const { otherFiles, otherRecords, contactsTwice, otherContacts } = found;
if (otherFiles + otherRecords + contactsTwice + otherContacts > 0) process.exitCode = 1;
