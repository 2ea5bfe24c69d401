// A local server in the place of a provider: it keeps what it was called with, and answers as a test says.
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** One call that came. */
export interface Called {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** What is answered: an answer, nothing at all, or a broken connection once the call was read. */
export type Said =
  | { readonly status?: number; readonly headers?: Record<string, string>; readonly body: unknown }
  | 'silence'
  | 'reset'
  | 'half';

export class ProviderDouble {
  readonly calls: Called[] = [];
  /** Says what is answered. */
  answer: (call: Called) => Said = () => ({ body: {} });
  readonly #server: Server;

  constructor() {
    this.#server = createServer((request, response) => {
      const parts: Buffer[] = [];
      request.on('data', (part: Buffer) => parts.push(part));
      request.on('end', () => {
        const { method = '', url = '', headers } = request;
        const call = { method, url, headers, body: Buffer.concat(parts).toString() };
        this.calls.push(call);
        const said = this.answer(call);
        if (said === 'silence') return;
        if (said === 'reset') {
          request.socket.destroy();
          return;
        }
        if (said === 'half') {
          response.writeHead(200, { 'content-length': '1000' });
          response.write('{"Code":');
          setTimeout(() => request.socket.destroy(), 10);
          return;
        }
        const text = typeof said.body === 'string' ? said.body : JSON.stringify(said.body);
        response.writeHead(said.status ?? 200, said.headers).end(text);
      });
    });
  }

  async start(): Promise<void> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
  }

  get address(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}/`;
  }

  /** Forgets what came. */
  reset(): void {
    this.calls.length = 0;
    this.answer = () => ({ body: {} });
  }

  stop(): void {
    this.#server.closeAllConnections();
    this.#server.close();
  }
}
