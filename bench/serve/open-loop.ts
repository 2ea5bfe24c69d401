// Latency of an open loop: requests leave at their times whether or not answers came, from a process of its own, and each
// is timed from the moment at which it should have left. A caller that waits for answers would leave out what it delayed.
import { type ChildProcess, fork } from 'node:child_process';
import net from 'node:net';
import { fileURLToPath } from 'node:url';

/** What is sent, how often and how long. */
export interface OpenLoop {
  readonly url: string;
  /** The bytes of one request. */
  readonly message: string;
  readonly perSecond: number;
  readonly seconds: number;
  readonly connections: number;
}

/** Milliseconds; answers that are none are counted. */
export interface OpenLoopResult {
  readonly answers: number;
  readonly wrong: number;
  readonly p50: number;
  readonly p99: number;
}

/** Runs the loop in a child. */
export function openLoop(given: OpenLoop): Promise<OpenLoopResult> {
  return new Promise((resolve, reject) => {
    const child: ChildProcess = fork(fileURLToPath(import.meta.url), { execArgv: process.execArgv });
    child.once('message', (result: OpenLoopResult) => resolve(result));
    child.once('exit', (code) => reject(new Error(`the open loop ended with ${code}`)));
    child.send(given);
  });
}

/** A connection with the times at which its open requests should have left. */
class Line {
  readonly due: number[] = [];
  readonly socket: net.Socket;
  #text = '';

  constructor(url: URL, answered: (due: number, ok: boolean) => void) {
    this.socket = net.connect(Number(url.port), url.hostname).setNoDelay(true);
    this.socket.on('data', (bytes: Buffer) => {
      this.#text += bytes.toString('latin1');
      for (;;) {
        const head = this.#text.indexOf('\r\n\r\n');
        const length = Number(/content-length: (\d+)/i.exec(this.#text.slice(0, Math.max(head, 0)))?.[1]);
        if (head < 0 || this.#text.length < head + 4 + length) return;
        answered(this.due.shift()!, this.#text.startsWith('HTTP/1.1 200'));
        this.#text = this.#text.slice(head + 4 + length);
      }
    });
  }
}

async function run({ url, message, perSecond, seconds, connections }: OpenLoop): Promise<OpenLoopResult> {
  const times: number[] = [];
  let wrong = 0;
  const answered = (due: number, ok: boolean): void => {
    times.push(performance.now() - due);
    if (!ok) wrong++;
  };
  const lines = Array.from({ length: connections }, () => new Line(new URL(url), answered));
  const total = Math.round(perSecond * seconds);
  const start = performance.now() + 200;
  let sent = 0;
  while (times.length < total) {
    const now = performance.now();
    for (; sent < total && start + (sent * 1e3) / perSecond <= now; sent++) {
      const line = lines[sent % connections]!;
      line.due.push(start + (sent * 1e3) / perSecond);
      line.socket.write(message);
    }
    // Requests leave within the turn of the loop that their time falls into, answers are read in between.
    await new Promise((resolve) => setImmediate(resolve));
    if (now > start + seconds * 1e3 + 10_000) break;
  }
  for (const { socket } of lines) socket.destroy();
  times.sort((a, b) => a - b);
  const at = (share: number): number =>
    times[Math.min(times.length - 1, Math.floor(times.length * share))] ?? 0;
  return { answers: times.length, wrong: wrong + total - times.length, p50: at(0.5), p99: at(0.99) };
}

if (process.send !== undefined && process.argv[1] === fileURLToPath(import.meta.url))
  process.once('message', (given: OpenLoop) => {
    run(given).then((result) => process.send!(result, () => process.exit(0)));
  });
