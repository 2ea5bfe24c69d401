import type { Server } from 'node:http';
import net from 'node:net';

/** How a server ends. */
export interface DrainTimes {
  /** How long it still takes new connections after it says that it is not ready, ms: the time in which balancers notice. */
  readonly preStopMs: number;
  /** How long it waits for connections to end, ms. */
  readonly graceMs: number;
}

/** Whether a server takes requests, and the connections it has. */
export class Lifecycle {
  /** Set while the server says that it is not ready: it ends, or has not begun. */
  isDraining = false;
  /** Set once no new connection is taken: every answer closes its own. */
  isClosing = false;
  readonly #servers: Server[] = [];
  #connections = 0;

  /** Counts the connections of a server. */
  watch(server: Server): void {
    this.#servers.push(server);
    server.on('connection', (socket) => {
      this.#connections++;
      socket.once('close', () => this.#connections--);
    });
  }

  /**
   * Ends without losing an answer. A connection that is idle stays open until its next answer: the request may be on its way.
   * @param wait a promise that ends after so many ms
   */
  async drain({ preStopMs, graceMs }: DrainTimes, wait: (ms: number) => Promise<void>): Promise<void> {
    this.isDraining = true;
    if (preStopMs > 0) await wait(preStopMs);
    // Stops listening and leaves all sockets; `server.close` of HTTP also closes those that seem idle.
    for (const server of this.#servers) net.Server.prototype.close.call(server);
    this.isClosing = true;
    for (let waited = 0; this.#connections > 0 && waited < graceMs; waited += step) await wait(step);
    for (const server of this.#servers) server.closeAllConnections();
  }
}

const step = 20;
