// The service against FastAPI + lightgbm, MLServer and its own empty handler: processor time of the server a request, from
// /proc, alternating; the callers are in this process. Then latency from an open loop, and the feature file.
import { mkdtempSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';

import { tableFromArrays, tableToIPC } from 'apache-arrow';

import { type BenchRow, row, type Trial } from '../harness.js';
import { alternate, type Call } from '../serve/callers.js';
import { featureFileRows } from '../serve/feature-file.js';
import { key, prepare, tableOf } from '../serve/model.js';
import { openLoop } from '../serve/open-loop.js';
import { startFastApi, startMlServer, startOurs, type Target } from '../serve/targets.js';

const json = 'application/json';

interface Servers {
  readonly ours: Target;
  readonly fastApi: Target | string;
  readonly mlServer: Target | string;
}

const runs = (target: Target | string): target is Target => typeof target !== 'string';
const named = (name: string, target: Target | string): string =>
  runs(target) ? name : `${name} (missing: ${target})`;

function calls() {
  const { features, names } = tableOf(10_000, 7);
  const first = names.map((name) => features[name]![0]!);
  const user = { id: 'u1', features: Object.fromEntries(names.map((name, i) => [name, first[i]])) };
  const tensor = { name: 'x', shape: [1, names.length], datatype: 'FP64', data: first };
  const of = (address: string, body: Uint8Array, type = json): Call => ({
    method: 'POST',
    path: address,
    type,
    body,
  });
  const empty: Call = { method: 'GET', path: '/health/live', type: json, body: Buffer.alloc(0) };
  return {
    one: of('/v1/score', Buffer.from(JSON.stringify(user))),
    many: of(
      '/v1/score/batch',
      tableToIPC(tableFromArrays(features), 'stream'),
      'application/vnd.apache.arrow.stream',
    ),
    infer: of('/v2/models/bench/infer', Buffer.from(JSON.stringify({ inputs: [tensor] }))),
    empty,
  };
}

type Calls = ReturnType<typeof calls>;

async function cpuRows(
  { ours, fastApi, mlServer }: Servers,
  all: Calls,
  quick: boolean,
): Promise<BenchRow[]> {
  const size = quick ? ([3000, 3] as const) : ([10_000, 5] as const);
  const batches = quick ? ([60, 2] as const) : ([100, 5] as const);
  const { one, many, infer, empty } = all;
  const single = await alternate([ours, one], runs(fastApi) ? [fastApi, one] : null, size);
  const other = await alternate([ours, one], runs(mlServer) ? [mlServer, infer] : null, [
    size[0] / 5,
    size[1],
  ]);
  const bare = await alternate([ours, one], [ours, empty], size);
  const batch = await alternate([ours, many], runs(fastApi) ? [fastApi, many] : null, batches);
  const name = 'one row, key, metrics and log on: CPU a request';
  const fast = named('FastAPI + lightgbm', fastApi);
  return [
    row(name, 'us', single.ours, fast, single.theirs, equalOf(single.bodies, scoreOf, scoreOf)),
    row(
      name,
      'us',
      other.ours,
      named('MLServer', mlServer),
      other.theirs,
      equalOf(other.bodies, scoreOf, tensorOf),
    ),
    row('the same against the empty handler', 'us', bare.ours, 'own /health/live', bare.theirs, null),
    row('Arrow float32, 10,000 rows: CPU a request', 'ms', batch.ours, fast, batch.theirs, null),
  ];
}

const scoreOf = (body: Buffer): number =>
  (JSON.parse(body.toString()) as { probability: number }).probability;
const tensorOf = (body: Buffer): number =>
  (JSON.parse(body.toString()) as { outputs: readonly { data: readonly number[] }[] }).outputs[0]!.data[0]!;

const equalOf = (
  [mine, theirs]: readonly Buffer[],
  ofMine: (body: Buffer) => number,
  ofTheirs: (body: Buffer) => number,
): boolean | null => (mine === undefined || theirs === undefined ? null : ofMine(mine) === ofTheirs(theirs));

/** 70 % of the requests that one core would answer, by the processor time of one. */
async function latencyRows(
  { ours }: Servers,
  { one }: Calls,
  cpu: number,
  quick: boolean,
): Promise<BenchRow[]> {
  const body = Buffer.from(one.body).toString();
  const head = `POST ${one.path} HTTP/1.1\r\nhost: bench\r\nx-api-key: ${key}\r\ncontent-type: ${json}\r\n`;
  const message = `${head}content-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`;
  const perSecond = Math.round(0.7 / cpu);
  const loop = { url: ours.url, message, perSecond, seconds: quick ? 3 : 10, connections: 16 };
  const { p50, p99, wrong } = await openLoop(loop);
  if (wrong > 0) throw new Error(`${wrong} answers of the open loop were none`);
  const name = `one row, open loop of ${perSecond} a second`;
  return [
    row(`${name}: median latency`, 'ms', p50 / 1e3, 'none', null, null),
    row(`${name}: 99th percentile`, 'ms', p99 / 1e3, 'none', null, null),
  ];
}

export const trial: Trial = {
  about:
    'processor time of the server a request, by /proc, 8 connections; 300 trees of 63 leaves, 32 numbers; open loop; feature file',
  async run({ quick }) {
    const folder = mkdtempSync(path.join(os.tmpdir(), 'winback-bench-serve-'));
    await prepare(folder);
    const ours = await startOurs(folder);
    const servers = { ours, fastApi: await startFastApi(folder), mlServer: await startMlServer(folder) };
    try {
      const all = calls();
      const cpu = await cpuRows(servers, all, quick);
      const latency = await latencyRows(servers, all, cpu[0]!.ours / 1e6, quick);
      return [...cpu, ...latency, ...(await featureFileRows(folder, quick ? 200_000 : 1_000_000))];
    } finally {
      for (const target of Object.values(servers)) if (runs(target)) target.child.kill();
    }
  },
};
