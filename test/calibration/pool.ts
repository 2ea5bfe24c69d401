import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';

import type { Finding } from './study.js';

/** One study to run. */
export interface Task {
  /** Index in `studies`. */
  readonly index: number;
  readonly runs: number;
  readonly seed: number;
}

/** What a worker sends back. */
export type Reply =
  | { readonly kind: 'progress'; readonly index: number; readonly done: number }
  | {
      readonly kind: 'done';
      readonly index: number;
      readonly findings: readonly Finding[];
      readonly seconds: number;
    }
  | { readonly kind: 'failed'; readonly index: number; readonly message: string };

/**
 * Runs tasks in processes of their own, a whole study each, so that nothing depends on their number. `heard` gets every
 * reply.
 * @throws Error of the first study that could not be run
 */
export async function runTasks(
  tasks: readonly Task[],
  processes: number,
  heard: (reply: Reply) => void,
): Promise<void> {
  const waiting = [...tasks];
  await Promise.all(
    Array.from({ length: Math.min(processes, tasks.length) }, () => oneProcess(waiting, heard)),
  );
}

function oneProcess(waiting: Task[], heard: (reply: Reply) => void): Promise<void> {
  const file = fileURLToPath(new URL('./run-worker.ts', import.meta.url));
  const worker = fork(file, { execArgv: ['--import', 'tsx'] });
  return new Promise<void>((resolve, reject) => {
    const next = (): void => {
      const task = waiting.shift();
      if (task === undefined) resolve();
      else worker.send(task);
    };
    worker.on('error', reject);
    worker.on('exit', (code, signal) =>
      reject(new Error(`a calibration process ended with ${signal ?? `code ${code}`}`)),
    );
    worker.on('message', (reply: Reply) => {
      heard(reply);
      if (reply.kind === 'failed') reject(new Error(reply.message));
      if (reply.kind === 'done') next();
    });
    next();
  }).finally(() => worker.kill());
}
