// Python packages we are measured against, in a virtual environment of their own.
import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import readline from 'node:readline';
import type { Readable, Writable } from 'node:stream';
import { fileURLToPath } from 'node:url';

import { type BenchRow, duel, median, row } from '../harness.js';

const folder = fileURLToPath(new URL('.', import.meta.url));
/** What a peer answers: `seconds` of the measured part, and whatever the comparison needs. */
export interface PeerAnswer {
  readonly seconds: number;
  readonly [field: string]: unknown;
}

/** A request: `do` names the function of the script, the rest are its arguments. */
export interface PeerRequest {
  readonly do: string;
  readonly [argument: string]: unknown;
}

/** A running Python script of bench/peers, answering one request at a time. */
export interface Peer {
  readonly missing: null;
  ask(request: PeerRequest): Promise<PeerAnswer>;
  close(): void;
}

/** The peer cannot run here; the reason goes into the table. */
export interface MissingPeer {
  readonly missing: string;
  close(): void;
}

function run(command: string, args: readonly string[]): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { stdio: ['ignore', 'ignore', 'pipe'] });
    let noise = '';
    child.stderr.on('data', (part: Buffer) => {
      noise = (noise + part.toString()).slice(-2000);
    });
    child.on('error', reject);
    child.on('close', (code) => {
      const last = noise.trim().split('\n').at(-1) ?? '';
      if (code === 0) resolve();
      else reject(new Error(`${path.basename(command)} ended with ${code}: ${last}`));
    });
  });
}

const ready = new Map<string, Promise<string>>();

/**
 * The interpreter of the environment that `requirements` describes, made where it is absent or they changed.
 * A package that cannot be installed is left out: importing it names it.
 */
function environmentOf(requirements: string): Promise<string> {
  const known = ready.get(requirements);
  if (known !== undefined) return known;
  const made = makeEnvironment(requirements);
  ready.set(requirements, made);
  return made;
}

async function makeEnvironment(requirements: string): Promise<string> {
  const environment = path.join(folder, requirements.replace('requirements', '.venv').replace('.txt', ''));
  const python = path.join(environment, process.platform === 'win32' ? 'Scripts/python.exe' : 'bin/python');
  const list = readFileSync(path.join(folder, requirements), 'utf8');
  const digest = createHash('sha256').update(list).digest('hex');
  const stamp = path.join(environment, 'requirements.sha256');
  if (existsSync(python) && existsSync(stamp) && readFileSync(stamp, 'utf8') === digest) return python;
  process.stderr.write(`Making the Python environment of ${requirements} (once, about a minute) ...\n`);
  rmSync(environment, { recursive: true, force: true });
  await run('python3', ['-m', 'venv', environment]);
  const install = [python, '-m', 'pip', 'install', '--quiet'] as const;
  const file = path.join(folder, requirements);
  await run(install[0], [...install.slice(1), '--requirement', file]).catch(async (cause: unknown) => {
    process.stderr.write(`${(cause as Error).message}\nInstalling the packages one by one ...\n`);
    for (const line of list.split('\n').filter((text) => text !== '')) {
      await run(install[0], [...install.slice(1), line]).catch(() => undefined);
    }
  });
  writeFileSync(stamp, digest);
  return python;
}

/** The interpreter of another environment. @param requirements file of bench/peers with its packages. @throws when it cannot be made */
export const peerPythonOf = (requirements: string): Promise<string> => environmentOf(requirements);

/** The interpreter of the peers' environment, for scripts that are run as they are. @throws when it cannot be made */
export async function peerPython(): Promise<string> {
  return environmentOf('requirements.txt');
}

/**
 * Starts bench/peers/SCRIPT (which ends in serve({...}) of serve.py). Never throws: a peer that cannot
 * run is a MissingPeer with the reason.
 * @param options.threads value of OMP_NUM_THREADS and the BLAS equivalents
 * @param options.requirements file of bench/peers with the packages @default requirements.txt
 */
export async function openPeer(
  script: string,
  options: { threads?: number; requirements?: string } = {},
): Promise<Peer | MissingPeer> {
  let python: string;
  try {
    python = await environmentOf(options.requirements ?? 'requirements.txt');
  } catch (cause) {
    return { missing: (cause as Error).message, close: () => {} };
  }
  const threads = String(options.threads ?? 1);
  const child = spawn(python, [path.join(folder, script)], {
    stdio: ['pipe', 'pipe', 'inherit'],
    env: { ...process.env, OMP_NUM_THREADS: threads, OPENBLAS_NUM_THREADS: threads },
  });
  return talkTo(child);
}

function talkTo(child: ChildProcessByStdio<Writable, Readable, null>): Peer {
  const answers = readline.createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  // A write to a process that died is seen as its end of answers below.
  child.stdin.on('error', () => {});
  return {
    missing: null,
    async ask(request) {
      child.stdin.write(`${JSON.stringify(request)}\n`);
      const line = await answers.next();
      if (line.done === true) throw new Error(`the peer ended at "${request.do}"`);
      const answer = JSON.parse(line.value) as PeerAnswer & { error?: string };
      if (answer.error !== undefined) throw new Error(`the peer failed at "${request.do}": ${answer.error}`);
      return answer;
    },
    close: () => {
      child.stdin.end();
    },
  };
}

/**
 * A duel with a Python peer: alternating, the peer timing itself. Without the peer our time stands alone
 * and the row names the reason.
 */
export async function duelWithPeer<A>(given: {
  readonly name: string;
  readonly unit: BenchRow['unit'];
  /** Shown in the table, e.g. `numpy`. */
  readonly peer: string;
  readonly rounds: number;
  readonly connection: Peer | MissingPeer;
  readonly request: PeerRequest;
  readonly ours: () => A | Promise<A>;
  readonly equal: (ours: A, theirs: PeerAnswer) => boolean;
}): Promise<BenchRow> {
  const { connection } = given;
  if (connection.missing !== null) {
    const seconds = await secondsOf(given.ours, given.rounds);
    return row(given.name, given.unit, seconds, `${given.peer} (missing: ${connection.missing})`, null, null);
  }
  return duel({
    ...given,
    theirs: () => connection.ask(given.request),
    theirSeconds: (answer) => answer.seconds,
  });
}

/** Median seconds of `work` after a warm-up. */
export async function secondsOf(work: () => unknown, rounds: number): Promise<number> {
  await work();
  const seconds: number[] = [];
  for (let round = 0; round < rounds; round++) {
    const start = performance.now();
    await work();
    seconds.push((performance.now() - start) / 1e3);
  }
  return median(seconds);
}
