// The service against FastAPI + lightgbm and against its own empty handler: processor time of the server a request, from
// /proc, alternating; the callers are in this process.
import { type ChildProcess, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { Agent, request } from 'node:http';
import { createServer } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import readline from 'node:readline';
import { fileURLToPath } from 'node:url';

import { tableFromArrays, tableToIPC } from 'apache-arrow';

import { trainLightGbm } from '../../src/model/tree-classifier.js';
import { saveModel } from '../../src/registry/model-store.js';
import { type BenchRow, median, row, type Trial } from '../harness.js';
import { peerPythonOf } from '../peers/peer.js';

const root = fileURLToPath(new URL('../../', import.meta.url));
const key = 'bench-key';
const columns = 32;
const connections = 8;
/** Ticks of the processor time in /proc, a second. */
const ticks = 100;

interface Target {
  readonly url: string;
  readonly pid: number;
  readonly child: ChildProcess;
}

interface Call {
  readonly method: 'GET' | 'POST';
  readonly path: string;
  readonly type: string;
  readonly body: Uint8Array;
}

function numbers(seed: number, count: number): Float32Array {
  let state = seed;
  return Float32Array.from({ length: count }, () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  });
}

function tableOf(rows: number, seed: number) {
  const names = Array.from({ length: columns }, (_, i) => `f${i}`);
  const values = names.map((_, i) => numbers(seed * 100 + i, rows));
  const label = Uint8Array.from({ length: rows }, (_, r) =>
    values[0]![r]! + values[1]![r]! * values[2]![r]! > 0.8 ? 1 : 0,
  );
  return { features: Object.fromEntries(names.map((name, i) => [name, values[i]!])), label, names };
}

/** A model of 300 trees of 63 leaves over 32 numbers, stored for both sides. */
async function prepare(folder: string): Promise<void> {
  const { features, label, names } = tableOf(20_000, 1);
  const table = tableFromArrays({ ...features, label });
  const parameters = { numIterations: 300, numLeaves: 63 };
  const classifier = await trainLightGbm(table, { label: 'label', features: names, parameters });
  await saveModel(path.join(folder, 'model'), {
    ...{ classifier, calibration: { method: 'none' }, warmUp: table },
    threshold: { value: 0.5, certified: false, precisionFloor: 0.6, confidence: 0.95, reason: null },
    description: {
      ...{
        name: 'bench',
        createdAt: null,
        gitCommit: null,
        featureVersion: null,
        idColumn: null,
        windows: null,
      },
      ...{ training: { from: null, to: null, rows: 20_000 }, versions: {} },
      metrics: { auc: 0.9, prAuc: 0.9, logLoss: 0.3, brier: 0.1 },
    },
  });
  classifier.close();
  const sha256 = createHash('sha256').update(key).digest('hex');
  writeFileSync(
    path.join(folder, 'keys.json'),
    JSON.stringify({ keys: [{ id: 'bench', sha256, scopes: ['score'] }] }),
  );
}

async function startOurs(folder: string): Promise<Target> {
  const args = ['serve', '--model', path.join(folder, 'model'), '--keys', path.join(folder, 'keys.json')];
  const child = spawn(
    process.execPath,
    [path.join(root, 'bin/winback.js'), ...args, '--port', '0', '--json'],
    {
      stdio: ['ignore', 'pipe', 'ignore'],
    },
  );
  const lines = readline.createInterface({ input: child.stdout! });
  const [line] = (await new Promise((resolve) => lines.once('line', (one) => resolve([one])))) as [string];
  return { url: (JSON.parse(line) as { listening: string }).listening, pid: child.pid!, child };
}

async function startTheirs(folder: string): Promise<Target | string> {
  try {
    const python = await peerPythonOf('requirements-serve.txt');
    const port = await freePort();
    const script = path.join(root, 'bench/peers/serve_peer.py');
    const env = { ...process.env, OMP_NUM_THREADS: '1' };
    const child = spawn(python, [script, path.join(folder, 'model/model.txt'), String(port)], {
      stdio: 'ignore',
      env,
    });
    const url = `http://127.0.0.1:${port}`;
    for (let tries = 0; tries < 300; tries++) {
      if (child.exitCode !== null) return `it ended with ${child.exitCode}`;
      if (
        await fetch(`${url}/empty`).then(
          () => true,
          () => false,
        )
      )
        return { url, pid: child.pid!, child };
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    child.kill();
    return 'it does not answer';
  } catch (cause) {
    return (cause as Error).message;
  }
}

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address() as { port: number };
      server.close(() => resolve(port));
    });
  });
}

function cpuSeconds(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8')
    .replace(/^.*\) /, '')
    .split(' ');
  return (Number(fields[11]) + Number(fields[12])) / ticks;
}

/** Processor seconds of the server a request, and the last answer. */
async function cpuOf(
  target: Target,
  call: Call,
  requests: number,
): Promise<{ seconds: number; body: Buffer }> {
  const agent = new Agent({ keepAlive: true, maxSockets: connections });
  let left = requests;
  let body: Buffer = Buffer.alloc(0);
  const before = cpuSeconds(target.pid);
  const loop = async (): Promise<void> => {
    while (left-- > 0) body = await send(target.url, call, agent);
  };
  await Promise.all(Array.from({ length: connections }, loop));
  const seconds = (cpuSeconds(target.pid) - before) / requests;
  agent.destroy();
  return { seconds, body };
}

function send(url: string, { method, path: address, type, body }: Call, agent: Agent): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const headers = { 'content-type': type, 'content-length': body.length, 'x-api-key': key };
    const asked = request(`${url}${address}`, { method, agent, headers }, (answer) => {
      const parts: Buffer[] = [];
      answer.on('data', (part: Buffer) => parts.push(part));
      answer.on('end', () => {
        if (answer.statusCode === 200) resolve(Buffer.concat(parts));
        else reject(new Error(`status ${answer.statusCode}: ${Buffer.concat(parts)}`));
      });
    });
    asked.on('error', reject).end(body);
  });
}

/** Median processor seconds of both, alternating. */
async function alternate(
  [ours, ourCall]: readonly [Target, Call],
  theirs: readonly [Target, Call] | null,
  [requests, rounds]: readonly [number, number],
) {
  const [mine, others]: [number[], number[]] = [[], []];
  let bodies: readonly Buffer[] = [];
  await cpuOf(ours, ourCall, Math.min(requests, 500));
  for (let round = 0; round < rounds; round++) {
    const one = await cpuOf(ours, ourCall, requests);
    mine.push(one.seconds);
    if (theirs === null) continue;
    const other = await cpuOf(theirs[0], theirs[1], requests);
    others.push(other.seconds);
    bodies = [one.body, other.body];
  }
  return { ours: median(mine), theirs: theirs === null ? null : median(others), bodies };
}

async function measure(ours: Target, theirs: Target | string, quick: boolean): Promise<BenchRow[]> {
  const { features, names } = tableOf(10_000, 7);
  const user = { id: 'u1', features: Object.fromEntries(names.map((name) => [name, features[name]![0]])) };
  const json = Buffer.from(JSON.stringify(user));
  const one: Call = { method: 'POST', path: '/v1/score', type: 'application/json', body: json };
  const empty: Call = {
    method: 'GET',
    path: '/health/live',
    type: 'application/json',
    body: Buffer.alloc(0),
  };
  const table = tableToIPC(tableFromArrays(features), 'stream');
  const many: Call = {
    method: 'POST',
    path: '/v1/score/batch',
    type: 'application/vnd.apache.arrow.stream',
    body: table,
  };
  const size = quick ? ([3000, 3] as const) : ([10_000, 5] as const);
  const peer = typeof theirs === 'string' ? null : theirs;
  const name = typeof theirs === 'string' ? `FastAPI + lightgbm (missing: ${theirs})` : 'FastAPI + lightgbm';
  const single = await alternate([ours, one], peer === null ? null : [peer, one], size);
  const bare = await alternate([ours, one], [ours, empty], size);
  const batch = await alternate(
    [ours, many],
    peer === null ? null : [peer, many],
    quick ? [20, 2] : [100, 5],
  );
  const probability = (body: Buffer): number =>
    (JSON.parse(body.toString()) as { probability: number }).probability;
  const equal = peer === null ? null : probability(single.bodies[0]!) === probability(single.bodies[1]!);
  return [
    row('one row, key, metrics and log on: CPU a request', 'us', single.ours, name, single.theirs, equal),
    row('the same against the empty handler', 'us', bare.ours, 'own /health/live', bare.theirs, null),
    row('Arrow float32, 10,000 rows: CPU a request', 'ms', batch.ours, name, batch.theirs, null),
  ];
}

export const trial: Trial = {
  about:
    'processor time of the server a request, by /proc, 8 connections; 300 trees of 63 leaves, 32 numbers',
  async run({ quick }) {
    const folder = mkdtempSync(path.join(os.tmpdir(), 'winback-bench-serve-'));
    await prepare(folder);
    const ours = await startOurs(folder);
    const theirs = await startTheirs(folder);
    try {
      return await measure(ours, theirs, quick);
    } finally {
      ours.child.kill();
      if (typeof theirs !== 'string') theirs.child.kill();
    }
  },
};
