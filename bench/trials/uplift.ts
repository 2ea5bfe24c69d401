// Learners of effects, uplift metrics and off-policy values, in processor seconds of one thread: processes run in turn, and the machine
// may be busy. X-learner against causalml with the same parameters on the same rows.
import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';

import { Random } from '../../src/base/random.js';
import { buildTable } from '../../src/data/tables/build.js';
import { writeTable } from '../../src/data/tables/write.js';
import { scoreEffects } from '../../src/uplift/effects/score.js';
import { xLearner } from '../../src/uplift/learners/learners.js';
import { evaluatePolicy } from '../../src/uplift/off-policy/evaluate.js';
import { upliftMetrics } from '../../src/uplift/ranking/metrics.js';
import { resolveUpliftOptions } from '../../src/uplift/train/options.js';
import { startTraining } from '../../src/uplift/train/train.js';
import { type BenchRow, median, row, type Trial } from '../harness.js';
import { openPeer, type Peer } from '../peers/peer.js';
import { worldActions, worldCosts, worldUsers } from '../simulations/uplift-world.js';

const sizes = {
  full: { rows: 1_000_000, users: 200_000, rounds: 1 },
  quick: { rows: 200_000, users: 20_000, rounds: 1 },
};

/** Processor seconds of this process. */
async function measured<T>(
  work: () => Promise<T>,
): Promise<{ readonly seconds: number; readonly result: T }> {
  const before = process.cpuUsage();
  const result = await work();
  const { user, system } = process.cpuUsage(before);
  return { seconds: (user + system) / 1e6, result };
}

async function alone(name: string, rounds: number, work: () => Promise<unknown>): Promise<BenchRow> {
  await work();
  const seconds: number[] = [];
  for (let round = 0; round < rounds; round++) seconds.push((await measured(work)).seconds);
  return row(name, 'ms', median(seconds), 'none', null, null);
}

function metricRows(rows: number, rounds: number): Promise<BenchRow> {
  const random = new Random(1);
  const scores = Float64Array.from({ length: rows }, () => random.normal());
  const treated = Uint8Array.from(scores, () => Number(random.uniform() < 0.5));
  const money = Float64Array.from(scores, () => (random.uniform() < 0.1 ? 100 * random.uniform() : 0));
  const name = `gain curve, AUUC, Qini with errors, ${rows} rows of money, processor ms`;
  return alone(name, rounds, () => upliftMetrics(scores, treated, money));
}

function policyRows(rows: number, rounds: number): Promise<BenchRow> {
  const random = new Random(2);
  const columns = (shares: readonly number[]) => shares.map((share) => new Float64Array(rows).fill(share));
  const log = {
    actions: [...worldActions],
    action: Int8Array.from({ length: rows }, () => random.below(5)),
    reward: Float64Array.from({ length: rows }, () => random.uniform()),
    logging: columns([0.2, 0.2, 0.2, 0.2, 0.2]),
    expected: columns([0.4, 0.45, 0.5, 0.55, 0.6]),
  };
  const target = columns([0.5, 0.2, 0.1, 0.1, 0.1]);
  const name = `15 off-policy estimators with errors and gate, ${rows} rows x 5 actions, processor ms`;
  return alone(name, rounds, () => evaluatePolicy(log, target, { replicates: 0 }));
}

async function learnerRows(users: number, rounds: number, peer: Peer, folder: string): Promise<BenchRow> {
  const { table } = worldUsers(users, 5);
  const options = resolveUpliftOptions({ actions: worldCosts });
  const names = Array.from({ length: 16 }, (_, i) => `x${i}`);
  const number = (name: string) =>
    Float64Array.from({ length: users }, (_, i) => Number(table.getChild(name)!.get(i)));
  const file = path.join(folder, 'log.arrow');
  const { study, rows, log } = await startTraining(table, { ...options, features: names });
  study.bins.close();
  const columns = [...names, 'stayed'].map((name) => ({
    kind: 'number' as const,
    name,
    values: number(name),
  }));
  await writeTable(
    file,
    await buildTable([...columns, { kind: 'number', name: 'action', values: log.action }]),
  );
  const ours: number[] = [];
  const theirs: number[] = [];
  let agreed = true;
  for (let round = 0; round < rounds; round++) {
    const mine = await measured(async () => {
      const training = await startTraining(table, { ...options, features: names });
      const model = await xLearner(training.study, rows);
      training.study.bins.close();
      return scoreEffects(model, table);
    });
    ours.push(mine.seconds);
    const answer = await peer.ask({ do: 'x_learner', file });
    theirs.push(answer.seconds);
    // Bagging draws differ, so effects are compared on average: within a fifth of a point.
    const means = mine.result.map((effect) => effect.reduce((sum, value) => sum + value, 0) / users);
    agreed &&= means.every((mean, i) => Math.abs(mean - (answer['means'] as number[])[i]!) < 0.002);
  }
  return row(
    `X-learner, ${users} x 16, 5 arms, processor s`,
    's',
    median(ours),
    'causalml',
    median(theirs),
    agreed,
  );
}

export const trial: Trial = {
  about: 'learning effects of actions, ranking users by them, and values of policies from logs',
  async run({ quick }) {
    const { rows, users, rounds } = quick ? sizes.quick : sizes.full;
    const found = [await metricRows(rows, 5), await policyRows(rows, 5)];
    const peer = await openPeer('uplift.py', { requirements: 'requirements-uplift.txt' });
    if (peer.missing !== null)
      return [...found, row('causalml', 's', 1, `missing: ${peer.missing}`, null, null)];
    const folder = mkdtempSync(path.join(os.tmpdir(), 'winback-bench-uplift-'));
    try {
      return [...found, await learnerRows(users, rounds, peer, folder)];
    } finally {
      peer.close();
      rmSync(folder, { recursive: true });
    }
  },
};
