import cluster, { type Worker } from 'node:cluster';
import { setTimeout as wait } from 'node:timers/promises';

import type { LogLine } from './log.js';

/** Where a server listens. */
export interface ServerAddresses {
  readonly listening: string;
  readonly admin: string;
}

const numberVariable = 'WINBACK_SERVE_WORKER';
/** Environment variable of a worker: how often it was started again. */
export const restartsVariable = 'WINBACK_SERVE_RESTARTS';

/** Whether this process is one of several that share a port. */
export const isWorker = (): boolean => cluster.isWorker;

/** Number of this worker, from 0. */
export const workerNumber = (): number => Number(process.env[numberVariable] ?? 0);

/** Tells the first process that this one listens. */
export const reportReady = (addresses: ServerAddresses): void => void process.send?.(addresses);

/** Lets a worker end: its line to the first process would keep it alive. */
export const endWorker = (): void => void (cluster.isWorker && process.disconnect());

/** A worker that dies so soon after its start is not started again at once. */
const soonMs = 1000;

/**
 * Starts processes that share the data port, each a copy of this one. One that dies is started again and counted.
 * @param count of the processes
 * @param onLog takes the lines of the log
 * @param onReady called once all listen, with the first one's addresses
 * @returns `ended` with the exit code: 0 after SIGTERM or Ctrl-C, 2 where one cannot start
 */
export async function startWorkers(
  count: number,
  onLog: ((line: LogLine) => void) | undefined,
  onReady: (addresses: ServerAddresses) => void,
): Promise<{ readonly ended: Promise<number> }> {
  const pool = new Pool(count, onLog ?? (() => undefined), onReady);
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => pool.end(signal));
  return { ended: pool.ended };
}

class Pool {
  readonly ended: Promise<number>;
  readonly #count: number;
  readonly #onLog: (line: LogLine) => void;
  readonly #onReady: (addresses: ServerAddresses) => void;
  readonly #live = new Map<number, Worker>();
  readonly #restarts: number[];
  readonly #ready = new Set<number>();
  #resolve: (code: number) => void = () => undefined;
  #code: number | null = null;

  constructor(count: number, onLog: (line: LogLine) => void, onReady: (addresses: ServerAddresses) => void) {
    this.#count = count;
    this.#onLog = onLog;
    this.#onReady = onReady;
    this.#restarts = new Array<number>(count).fill(0);
    this.ended = new Promise((resolve) => {
      this.#resolve = resolve;
    });
    for (let number = 0; number < count; number++) this.#fork(number);
  }

  end(signal: NodeJS.Signals, code = 0): void {
    this.#code ??= code;
    for (const worker of this.#live.values()) worker.process.kill(signal);
    if (this.#live.size === 0) this.#resolve(this.#code);
  }

  #fork(number: number): void {
    const restarts = String(this.#restarts[number]);
    const worker = cluster.fork({ [numberVariable]: String(number), [restartsVariable]: restarts });
    const started = performance.now();
    this.#live.set(number, worker);
    worker.on('message', (addresses: ServerAddresses) => this.#isReady(number, addresses));
    worker.on('exit', (code, signal) => {
      this.#live.delete(number);
      void this.#died(number, { code, signal, livedMs: performance.now() - started });
    });
  }

  #isReady(number: number, addresses: ServerAddresses): void {
    const before = this.#ready.size;
    this.#ready.add(number);
    if (before < this.#count && this.#ready.size === this.#count) this.#onReady(addresses);
  }

  async #died(
    number: number,
    {
      code,
      signal,
      livedMs,
    }: { readonly code: number | null; readonly signal: string | null; readonly livedMs: number },
  ): Promise<void> {
    // One that never listened has said why; the others could not do without it either.
    if (this.#code === null && !this.#ready.has(number)) this.end('SIGTERM', 2);
    if (this.#code !== null) {
      if (this.#live.size === 0) this.#resolve(this.#code);
      return;
    }
    this.#restarts[number]!++;
    const restarts = this.#restarts[number]!;
    this.#onLog({ event: 'worker-died', worker: number, code, signal: signal ?? null, restarts });
    if (livedMs < soonMs) await wait(soonMs);
    if (this.#code === null) this.#fork(number);
  }
}
