// Asks servers on connections that stay open, and reads the processor time that a server took from /proc.
import { readFileSync } from 'node:fs';
import { Agent, request } from 'node:http';

import { median } from '../harness.js';
import { key } from './model.js';
import type { Target } from './targets.js';

const connections = 8;
/** Ticks of the processor time in /proc, a second. */
const ticks = 100;

export interface Call {
  readonly method: 'GET' | 'POST';
  readonly path: string;
  readonly type: string;
  readonly body: Uint8Array;
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
export async function alternate(
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
