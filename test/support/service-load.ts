// Load for a server: callers that keep their connections and count what they get.
import { Agent, request } from 'node:http';
import net from 'node:net';

export interface Reply {
  readonly status: number;
  readonly body: string;
}

/** A caller with a number of connections that stay open. */
export class Caller {
  readonly #agent: Agent;
  readonly #url: URL;

  constructor(url: string, connections: number) {
    this.#url = new URL(url);
    this.#agent = new Agent({ keepAlive: true, maxSockets: connections });
  }

  post(body: string): Promise<Reply> {
    return new Promise((resolve, reject) => {
      const headers = { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) };
      const asked = request(this.#url, { method: 'POST', agent: this.#agent, headers }, (answer) => {
        let text = '';
        answer.setEncoding('utf8').on('data', (part: string) => {
          text += part;
        });
        answer.on('end', () => resolve({ status: answer.statusCode ?? 0, body: text })).on('error', reject);
      });
      asked.on('error', reject).end(body);
    });
  }

  close(): void {
    this.#agent.destroy();
  }
}

/** Asks again and again on some connections until `stop`. @returns what came back, by status, and errors by message */
export function keepAsking(
  caller: Caller,
  connections: number,
  ask: { readonly body: () => string; readonly check: (reply: Reply) => string },
): { stop(): Promise<Readonly<Record<string, number>>> } {
  const counts: Record<string, number> = {};
  let isOver = false;
  const count = (what: string): void => {
    counts[what] = (counts[what] ?? 0) + 1;
  };
  const loop = async (): Promise<void> => {
    while (!isOver)
      await caller.post(ask.body()).then(
        (reply) => count(ask.check(reply)),
        (error: Error) => count(`error ${error.message}`),
      );
  };
  const loops = Array.from({ length: connections }, loop);
  return {
    async stop() {
      isOver = true;
      await Promise.all(loops);
      caller.close();
      return counts;
    },
  };
}

/** What became of requests on plain sockets. */
export interface Sent {
  answered: number;
  /** A request that was written and got no whole answer. */
  lost: number;
  failed: number;
}

/**
 * Sends a request after another on one socket until the server closes it after an answer or takes no connection. A socket is
 * opened anew while the server still listens.
 */
export async function socketCaller(url: string, body: string, sent: Sent): Promise<void> {
  const { hostname, port, pathname } = new URL(url);
  const head = `POST ${pathname} HTTP/1.1\r\nhost: ${hostname}:${port}\r\ncontent-type: application/json\r\n`;
  const message = `${head}content-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`;
  while (await oneSocket(hostname, Number(port), message, sent));
}

/** @returns whether the server took the connection */
function oneSocket(host: string, port: number, message: string, sent: Sent): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = net.connect(port, host);
    let isConnected = false;
    let isWaiting = false;
    let text = '';
    const ask = (): void => {
      isWaiting = true;
      socket.write(message);
    };
    socket.on('connect', () => {
      isConnected = true;
      ask();
    });
    socket.on('data', (bytes: Buffer) => {
      text += bytes.toString('latin1');
      const end = wholeAnswer(text);
      if (end === null) return;
      isWaiting = false;
      if (text.startsWith('HTTP/1.1 200')) sent.answered++;
      else sent.failed++;
      const closes = /^connection: close/im.test(text.slice(0, end));
      text = text.slice(end);
      if (closes) socket.end();
      else ask();
    });
    socket.on('error', () => undefined);
    socket.on('close', () => {
      if (isWaiting) sent.lost++;
      resolve(isConnected);
    });
  });
}

/** Where an answer ends; null while some of it is missing. */
function wholeAnswer(text: string): number | null {
  const head = text.indexOf('\r\n\r\n');
  if (head < 0) return null;
  const length = Number(/^content-length: (\d+)/im.exec(text.slice(0, head))?.[1] ?? 0);
  return text.length >= head + 4 + length ? head + 4 + length : null;
}
