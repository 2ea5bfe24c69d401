import type { FastifyReply, FastifyRequest } from 'fastify';

/** How often requests are looked at, ms. */
const everyMs = 500;

/**
 * Requests whose bodies may still arrive. One that has not come by its deadline is given up, so that callers who send a byte now
 * and then cannot take all places.
 */
export class Arriving {
  readonly #requests = new Map<FastifyRequest, FastifyReply>();
  readonly #clock: () => number;
  #timer: NodeJS.Timeout | undefined;

  /** @param clock ms, of any origin */
  constructor(clock: () => number) {
    this.#clock = clock;
  }

  add(request: FastifyRequest, reply: FastifyReply): void {
    this.#requests.set(request, reply);
  }

  remove(request: FastifyRequest): void {
    this.#requests.delete(request);
  }

  /** Begins to look. @param giveUp ends a request that came too slowly */
  watch(giveUp: (request: FastifyRequest, reply: FastifyReply) => void): void {
    this.#timer = setInterval(() => {
      const now = this.#clock();
      for (const [request, reply] of this.#requests) {
        if (request.raw.complete) this.#requests.delete(request);
        else if (now > request.deadline) {
          this.#requests.delete(request);
          giveUp(request, reply);
        }
      }
    }, everyMs).unref();
  }

  stop(): void {
    clearInterval(this.#timer);
  }
}
