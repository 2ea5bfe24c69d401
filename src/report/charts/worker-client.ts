import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { SHARE_ENV, Worker, type WorkerOptions } from 'node:worker_threads';

import { WinbackError } from '../../base/errors.js';
import { packageRoot } from '../../base/package-root.js';
import type { Picture } from './draw.js';
import type { DrawJob, Reply, Request } from './worker-messages.js';

/** Vega and its compiled code hold some 60 MB: given back when nothing was drawn for so long. */
const idleMilliseconds = 30_000;

export interface Drawing {
  /** Rejects with the first chart's error, always after the thread has let go of its temporary files. */
  readonly pictures: Promise<ReadonlyMap<string, Picture>>;
  /** Leaves out the charts not yet begun; `pictures` then holds those that were. */
  cancel(): void;
}

interface Pending {
  readonly pictures: Map<string, Picture>;
  readonly settle: (error: WinbackError | null) => void;
}

/** A thread that draws. It keeps the process alive only while it has something to do. */
class ChartWorker {
  readonly #worker: Worker;
  readonly #pending = new Map<number, Pending>();
  #count = 0;
  #idle: NodeJS.Timeout | undefined;

  constructor() {
    this.#worker = startThread();
    this.#worker.unref();
    this.#worker.on('message', (reply: Reply) => this.#receive(reply));
    this.#worker.on('error', (cause) => this.#lost(`the drawing thread failed: ${cause.message}`, cause));
    this.#worker.on('exit', () => this.#lost('the drawing thread ended before its work was done'));
  }

  async load(): Promise<void> {
    await this.#ask((id) => ({ kind: 'load', id })).pictures;
  }

  draw(job: DrawJob): Drawing {
    return this.#ask((id) => ({ kind: 'draw', id, job }));
  }

  #ask(request: (id: number) => Request): Drawing {
    const id = this.#count++;
    const pictures = new Promise<ReadonlyMap<string, Picture>>((resolve, reject) => {
      const found = new Map<string, Picture>();
      const settle = (error: WinbackError | null): void => (error === null ? resolve(found) : reject(error));
      this.#pending.set(id, { pictures: found, settle });
    });
    this.#begin();
    try {
      this.#send(request(id));
    } catch (cause) {
      const message = `a chart must be plain data: ${(cause as Error).message}`;
      this.#end(id, new WinbackError('BAD_INPUT', message, { cause }));
    }
    return { pictures, cancel: () => this.#send({ kind: 'cancel', id }) };
  }

  #send(request: Request): void {
    this.#worker.postMessage(request);
  }

  #receive(reply: Reply): void {
    if (reply.kind === 'picture') this.#pending.get(reply.id)?.pictures.set(reply.name, reply.picture);
    else if (reply.kind === 'done') this.#end(reply.id, null);
    else {
      const { code, error } = reply;
      this.#end(reply.id, new WinbackError(code, error.message, { cause: error }));
    }
  }

  #begin(): void {
    clearTimeout(this.#idle);
    this.#worker.ref();
  }

  #end(id: number, error: WinbackError | null): void {
    this.#pending.get(id)?.settle(error);
    this.#pending.delete(id);
    if (this.#pending.size > 0) return;
    this.#worker.unref();
    this.#idle = setTimeout(() => this.#close(), idleMilliseconds).unref();
  }

  #close(): void {
    if (current === this) current = undefined;
    void this.#worker.terminate();
  }

  #lost(message: string, cause?: unknown): void {
    if (current === this) current = undefined;
    clearTimeout(this.#idle);
    for (const { settle } of this.#pending.values()) settle(new WinbackError('INTERNAL', message, { cause }));
    this.#pending.clear();
  }
}

let current: ChartWorker | undefined;

/** The process's drawing thread, started where there is none. */
export function chartWorker(): ChartWorker {
  current ??= new ChartWorker();
  return current;
}

// Its own file, since a bundled module does not know where its source lay. Nothing of the process's flags is passed on:
// a profiler or debugger of the caller would attach to this thread too.
function startThread(): Worker {
  const options: WorkerOptions = { execArgv: [], env: SHARE_ENV };
  const name = 'report/charts/worker';
  if (!import.meta.url.endsWith('.ts')) return new Worker(bundled(`${name}.js`), options);
  // From the sources, in tests and benches: tsx, a development dependency, reads them.
  const tsx = createRequire(import.meta.url).resolve('tsx/package.json');
  const files = [path.join(tsx, '../dist/esm/api/index.mjs'), path.join(packageRoot(), `src/${name}.ts`)];
  const urls = files.map((file) => JSON.stringify(pathToFileURL(file).href));
  const start = `import(${urls[0]}).then((tsx) => { tsx.register(); return import(${urls[1]}); });`;
  return new Worker(start, { ...options, eval: true });
}

/** A file of the bundle that this module is part of: in the folder of the module, or in the one around it. */
function bundled(name: string): string {
  const folder = path.dirname(fileURLToPath(import.meta.url));
  const places = [folder, path.dirname(folder)].map((one) => path.join(one, name));
  return places.find(existsSync) ?? path.join(packageRoot(), 'lib', name);
}
