// Swaps of models under load, and ends under load: the tests run a few of each, `npm run soak:serve` many.
import { rename, symlink } from 'node:fs/promises';
import path from 'node:path';

import type { ScoreAnswer } from '../../src/entries/client.js';
import { type RunningServer, startServer } from '../../src/server/start.js';
import { freshFolder, post, storeModel } from '../support/service.js';
import { Caller, keepAsking, type Reply, type Sent, socketCaller } from '../support/service-load.js';

const body = JSON.stringify({ id: 'u1', features: { recency: 40, paid: 12, channel: 'web' } });
const quiet = { port: 0, pollMs: 0, logSample: 0 } as const;

/** What came of swaps under load. */
export interface SwapsDone {
  readonly swaps: number;
  readonly seconds: number;
  /** Answers by what was found: `right`, or what was wrong. */
  readonly counts: Readonly<Record<string, number>>;
  /** MiB in use by the process after a tenth of the swaps, and at the end. */
  readonly memory: readonly [number, number];
  readonly longestRollbackMs: number;
}

/** Serves three models in turn while callers ask: every answer must have the score of the version it names. */
export async function swapsUnderLoad(swaps: number): Promise<SwapsDone> {
  const folder = freshFolder();
  for (const seed of [1, 2, 3]) await storeModel(path.join(folder, `m${seed}`), { seed });
  const live = path.join(folder, 'live');
  await point(live, 'm1');
  const server = await startServer({ ...quiet, model: live });
  const expected = await scoresOf(server, live);
  const connections = 3;
  const load = keepAsking(new Caller(`${server.url}/v1/score`, connections), connections, {
    body: () => body,
    check: (reply) => checked(reply, expected),
  });
  const started = performance.now();
  let early = 0;
  let longestRollbackMs = 0;
  let [now, before] = ['m3', 'm2'];
  for (let i = 0; i < swaps; i++) {
    // Every third swap goes back to the model before, which is open still.
    const isBack = i % 3 === 2;
    const next = isBack ? before : ['m1', 'm2', 'm3'].find((name) => name !== now && name !== before)!;
    await point(live, next);
    [now, before] = [next, now];
    const from = performance.now();
    await server.refresh();
    if (isBack) longestRollbackMs = Math.max(longestRollbackMs, performance.now() - from);
    if (i === Math.floor(swaps / 10)) early = memory();
  }
  const counts = await load.stop();
  await server.close();
  const seconds = (performance.now() - started) / 1e3;
  return { swaps, seconds, counts, memory: [early, memory()], longestRollbackMs };
}

/** Another model stands in the folder from one moment to the next. */
async function point(live: string, name: string): Promise<void> {
  await symlink(name, `${live}.next`);
  await rename(`${live}.next`, live);
}

const memory = (): number => Math.round(process.memoryUsage.rss() / 2 ** 20);

async function scoresOf(server: RunningServer, live: string): Promise<ReadonlyMap<string, number>> {
  const scores = new Map<string, number>();
  for (const name of ['m1', 'm2', 'm3']) {
    await point(live, name);
    await server.refresh();
    const { body: answer } = await post<ScoreAnswer>(`${server.url}/v1/score`, body);
    scores.set(answer.model.version, answer.probability);
  }
  if (scores.size !== 3 || new Set(scores.values()).size !== 3) throw new Error('the models do not differ');
  return scores;
}

function checked({ status, body: text }: Reply, expected: ReadonlyMap<string, number>): string {
  if (status !== 200) return `status ${status}`;
  const { model, probability } = JSON.parse(text) as ScoreAnswer;
  return expected.get(model.version) === probability ? 'right' : `mixed ${model.version}`;
}

/** Ends a server while callers on plain sockets ask, until so many requests were answered. */
export async function drainUnderLoad(requests: number): Promise<Sent & { readonly ends: number }> {
  const folder = freshFolder();
  await storeModel(path.join(folder, 'model'));
  const sent: Sent = { answered: 0, lost: 0, failed: 0 };
  let ends = 0;
  for (; sent.answered < requests; ends++) {
    const server = await startServer({ ...quiet, model: path.join(folder, 'model'), graceMs: 5000 });
    const goal = sent.answered + Math.min(requests, 5000);
    const callers = Array.from({ length: 8 }, () => socketCaller(`${server.url}/v1/score`, body, sent));
    while (sent.answered < goal) await new Promise((resolve) => setTimeout(resolve, 20));
    await server.close();
    await Promise.all(callers);
  }
  return { ...sent, ends };
}
