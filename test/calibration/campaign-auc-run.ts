// npm run simulate:campaign [-- --runs 200] [--users 20000] [--seed 1]: the AUC seen after a campaign that works, counted three
// ways, beside the AUC without it. Exits 1 when the weighted one is off by 0.002 or more on average.
import { parseArgs } from 'node:util';

import { simulateCampaigns } from './campaign-auc.js';

const { values } = parseArgs({
  options: {
    runs: { type: 'string', default: '200' },
    users: { type: 'string', default: '20000' },
    seed: { type: 'string', default: '1' },
  },
});
const [runs, users, seed] = [values.runs, values.users, values.seed].map(Number) as [number, number, number];
const found = await simulateCampaigns(runs, users, seed);
process.stdout.write(`${JSON.stringify(found, null, 1)}\n`);
process.exitCode = Math.abs(found.bias) < 0.002 ? 0 : 1;
