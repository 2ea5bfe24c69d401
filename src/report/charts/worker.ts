// The drawing thread: an entry of its own in the bundle (scripts/lib/bundle.mjs), started by worker-client.ts.
import { parentPort } from 'node:worker_threads';

import { WinbackError } from '../../base/errors.js';
import { drawCharts, loadDrawing } from './draw.js';
import type { DrawJob, Reply, Request } from './worker-messages.js';

const cancelled = new Set<number>();
let last: Promise<void> = Promise.resolve();

parentPort?.on('message', (request: Request) => {
  if (request.kind === 'cancel') {
    cancelled.add(request.id);
    return;
  }
  // One after the other: two at once would only share this thread's time, and keep twice the pixels in memory.
  last = last.then(() => answer(request));
});

async function answer(request: Exclude<Request, { kind: 'cancel' }>): Promise<void> {
  const { id } = request;
  try {
    if (request.kind === 'load') await loadDrawing();
    else await draw(id, request.job);
    send({ kind: 'done', id });
  } catch (error) {
    const code = error instanceof WinbackError ? error.code : 'INTERNAL';
    send({ kind: 'failed', id, code, error: error as Error });
  } finally {
    cancelled.delete(id);
  }
}

function draw(id: number, { charts, font, scale, page }: DrawJob): Promise<void> {
  return drawCharts(charts, {
    font,
    scale,
    page,
    stopped: () => cancelled.has(id),
    onPicture: (name, picture) => send({ kind: 'picture', id, name, picture }),
  });
}

function send(reply: Reply): void {
  parentPort?.postMessage(reply);
}
