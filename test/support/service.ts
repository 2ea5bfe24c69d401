// A server over small models of its own, and requests to it.
import { mkdtempSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';

import { tableFromArrays } from 'apache-arrow';

import { type Calibration, fitCalibration } from '../../src/model/calibration/calibration.js';
import { trainLogistic } from '../../src/model/logistic.js';
import { trainLightGbm } from '../../src/model/tree-classifier.js';
import { saveModel } from '../../src/registry/model-store.js';
import type { ServerOptions } from '../../src/server/options.js';
import { type RunningServer, startServer } from '../../src/server/start.js';
import { uniform } from './random.js';

/** A table with numbers, gaps and categories whose label depends on them. */
export function usersTable(rows: number, seed = 1) {
  const random = uniform(seed);
  const numbers = (missing: number): (number | null)[] =>
    Array.from({ length: rows }, () => (random() < missing ? null : Math.round(random() * 1000) / 10));
  const recency = numbers(0.1);
  const paid = numbers(0.2);
  const channel = Array.from({ length: rows }, () => ['app', 'web', 'store'][Math.floor(random() * 3)]!);
  const label = Uint8Array.from(recency, (days, row) =>
    random() < 0.1 + (days ?? 50) / 150 - (channel[row] === 'app' ? 0.05 : 0) ? 1 : 0,
  );
  const user_id = Array.from({ length: rows }, (_, row) => `u${row}`);
  return { user_id, recency, paid, channel, label };
}

export const featureNames = ['recency', 'paid', 'channel'] as const;

export type UsersTable = ReturnType<typeof usersTable>;

/** Stores a model; another seed gives another one. @returns its digest */
export async function storeModel(
  folder: string,
  { seed = 1, kind = 'trees' }: { seed?: number; kind?: 'trees' | 'logistic' } = {},
): Promise<string> {
  const table = tableFromArrays(usersTable(600, seed));
  const training = { label: 'label', features: [...featureNames] };
  const classifier =
    kind === 'logistic'
      ? await trainLogistic(table, training)
      : await trainLightGbm(table, { ...training, parameters: { numIterations: 12, numLeaves: 7, seed } });
  const scores = await classifier.predict(table);
  const labels = table.getChild('label')!.toArray() as Uint8Array;
  const calibration: Calibration = fitCalibration('platt', scores, labels);
  const digest = await saveModel(folder, {
    ...{ classifier, calibration, warmUp: table },
    threshold: { value: 0.5, certified: false, precisionFloor: 0.6, confidence: 0.95, reason: null },
    description: {
      ...{ name: `model ${seed}`, createdAt: null, gitCommit: null, featureVersion: 'f'.repeat(64) },
      ...{ idColumn: 'user_id', windows: null, training: { from: null, to: null, rows: 600 } },
      ...{ metrics: { auc: 0.7, prAuc: 0.6, logLoss: 0.5, brier: 0.2 }, versions: {} },
    },
  });
  classifier.close();
  return digest;
}

/** A folder that no other test has. */
export const freshFolder = (): string => mkdtempSync(path.join(os.tmpdir(), 'winback-serve-'));

const running: RunningServer[] = [];

/** A server on free ports that looks at its source only when told; `closeAll` ends it. */
export async function start(options: ServerOptions): Promise<RunningServer> {
  const server = await startServer({ port: 0, pollMs: 0, graceMs: 500, logSample: 0, ...options });
  running.push(server);
  return server;
}

export async function closeAll(): Promise<void> {
  await Promise.all(running.splice(0).map((server) => server.close()));
}

/** An answer with its body read. */
export interface Answered<T> {
  readonly status: number;
  readonly headers: Headers;
  readonly body: T;
}

/** Sends JSON, or text as it is. */
export async function post<T = Record<string, unknown>>(
  url: string,
  body: unknown,
  headers: Readonly<Record<string, string>> = {},
): Promise<Answered<T>> {
  const answer = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });
  return { status: answer.status, headers: answer.headers, body: (await answer.json()) as T };
}

export async function get<T = Record<string, unknown>>(
  url: string,
  headers: Readonly<Record<string, string>> = {},
): Promise<Answered<T>> {
  const answer = await fetch(url, { headers });
  return { status: answer.status, headers: answer.headers, body: (await answer.json()) as T };
}
