// npm run simulate:uplift -- [--users 20000] [--runs 3] [--fresh 15000] [--world easier|harder]: prints each run as JSON, then the means.
import { type ProfitRun, profitRun } from './uplift-profit.js';
import type { World } from './uplift-world.js';

const flagOf = (flag: string, fallback: string): string => {
  const at = process.argv.indexOf(flag);
  return at < 0 ? fallback : process.argv[at + 1]!;
};

const world = flagOf('--world', 'easier') as World;
const runs: ProfitRun[] = [];
for (let seed = 0; seed < Number(flagOf('--runs', '3')); seed++) {
  const run = await profitRun(
    Number(flagOf('--users', '20000')),
    seed,
    Number(flagOf('--fresh', '15000')),
    world,
  );
  process.stderr.write(`${JSON.stringify(run)}\n`);
  runs.push(run);
}
const mean = (of: (run: ProfitRun) => number): number =>
  runs.reduce((sum, run) => sum + of(run), 0) / runs.length;
const means = (key: 'model' | 'rates') => runs[0]![key].map((_, i) => mean((run) => run[key][i]!));
const summary = {
  ...{ world, users: runs[0]!.users, runs: runs.length, model: means('model'), rates: means('rates') },
  ...{ passed: mean(({ gate }) => Number(gate.passed)), claimedOverTrue: mean((run) => run.claimedOverTrue) },
  // The gated plan is the model's where the gate passed, else that of the rates: it is worse only in runs that passed.
  gatedWorse: mean(({ gate, model, rates }) => Number(gate.passed && model[1]! < 0.98 * rates[1]!)),
};
process.stdout.write(`${JSON.stringify(summary)}\n`);
