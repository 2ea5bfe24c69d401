import type { Server } from 'node:http';
import type { Socket } from 'node:net';

import type { FastifyReply, FastifyRequest } from 'fastify';

/** How often connections are looked at, ms. */
const everyMs = 500;

/** The reply to the newest request of a connection, as long as it is not closed. */
const newest = Symbol('newest reply');

type Connection = Socket & { [newest]?: FastifyReply | null };

/**
 * Requests whose bodies may still arrive. One that has not come by its deadline is given up, so that callers who send a byte now
 * and then cannot take all places. Of a connection only the newest request can be on its way; a list of requests would cost each
 * of them more than its look-up of the key.
 */
export class Arriving {
  readonly #connections = new Set<Connection>();
  readonly #clock: () => number;
  #timer: NodeJS.Timeout | undefined;

  /** @param clock ms, of any origin */
  constructor(clock: () => number) {
    this.#clock = clock;
  }

  /** Knows the connections of a server. */
  of(server: Server): void {
    server.on('connection', (socket: Connection) => {
      socket[newest] = null;
      this.#connections.add(socket);
      socket.once('close', () => this.#connections.delete(socket));
    });
  }

  add(request: FastifyRequest, reply: FastifyReply): void {
    (request.raw.socket as Connection)[newest] = reply;
  }

  /** A request is answered, or its connection is gone. */
  remove(request: FastifyRequest, reply: FastifyReply): void {
    const socket = request.raw.socket as Connection;
    if (socket[newest] === reply) socket[newest] = null;
  }

  /** Begins to look. @param giveUp ends a request that came too slowly */
  watch(giveUp: (request: FastifyRequest, reply: FastifyReply) => void): void {
    this.#timer = setInterval(() => {
      const now = this.#clock();
      for (const socket of this.#connections) {
        const reply = socket[newest];
        if (!reply || reply.request.raw.complete || now <= reply.request.deadline) continue;
        socket[newest] = null;
        giveUp(reply.request, reply);
      }
    }, everyMs).unref();
  }

  stop(): void {
    clearInterval(this.#timer);
  }
}
