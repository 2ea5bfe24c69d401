import { Problem } from './problem.js';

/** How much a server does at a time. */
export interface Limits {
  /** Requests whose answer is not sent yet. */
  readonly requests: number;
  /** Rows of batches that wait or are scored. */
  readonly rows: number;
  /** Batches that are scored at a time. */
  readonly scorings: number;
  /** Most time a request may take, ms; a caller asks for less by the header `x-deadline-ms`. */
  readonly timeoutMs: number;
  /** Rows of a batch in JSON: parsing more holds everybody else up. */
  readonly jsonRows: number;
  /** Bytes of a body in JSON. */
  readonly jsonBytes: number;
  /** Bytes of a body in Arrow. */
  readonly arrowBytes: number;
}

/** The usual limits; `scorings` is the number of cores less one, at least 1. */
export const usualLimits: Omit<Limits, 'scorings'> = {
  ...{ requests: 1024, rows: 2_000_000, timeoutMs: 10_000 },
  ...{ jsonRows: 200, jsonBytes: 2 ** 20, arrowBytes: 2 ** 26 },
};

/** Seconds after which a caller may come again. */
const comeAgain = 1;

interface Waiting {
  readonly deadline: number;
  readonly start: () => void;
  readonly refuse: (problem: Problem) => void;
}

/** What is at work now. What is beyond the limits is refused before its body is read; what waits too long is never scored. */
export class InFlight {
  readonly limits: Limits;
  readonly #clock: () => number;
  readonly #waiting: Waiting[] = [];
  #requests = 0;
  #streams = 0;
  #rows = 0;
  #scorings = 0;

  /** @param clock ms, of any origin */
  constructor(limits: Limits, clock: () => number) {
    this.limits = limits;
    this.#clock = clock;
  }

  get requests(): number {
    return this.#requests;
  }

  get rows(): number {
    return this.#rows;
  }

  /**
   * @param isStream whether the request lasts as long as its caller sends: such ones take at most half of the places
   * @returns false where the request must be refused; else it must `leave`
   */
  enter(isStream = false): boolean {
    if (this.#requests >= this.limits.requests) return false;
    if (isStream && this.#streams >= Math.ceil(this.limits.requests / 2)) return false;
    this.#requests++;
    if (isStream) this.#streams++;
    return true;
  }

  /** @param isStream as it entered */
  leave(isStream = false): void {
    this.#requests--;
    if (isStream) this.#streams--;
  }

  /** Runs the scoring of a batch when its turn comes. @throws Problem OVERLOADED at once, TOO_LATE after the deadline */
  async scoring<T>(rows: number, deadline: number, work: () => Promise<T>): Promise<T> {
    if (this.#rows + rows > this.limits.rows && this.#rows > 0) throw overloaded();
    this.#rows += rows;
    try {
      await this.#turn(deadline);
      try {
        return await work();
      } finally {
        this.#scorings--;
        this.#next();
      }
    } finally {
      this.#rows -= rows;
    }
  }

  #turn(deadline: number): Promise<void> {
    if (this.#clock() > deadline) return Promise.reject(tooLate());
    if (this.#scorings < this.limits.scorings) {
      this.#scorings++;
      return Promise.resolve();
    }
    return new Promise((start, refuse) => {
      this.#waiting.push({ deadline, start, refuse });
    });
  }

  #next(): void {
    for (;;) {
      const first = this.#waiting.shift();
      if (first === undefined) return;
      if (this.#clock() <= first.deadline) {
        this.#scorings++;
        first.start();
        return;
      }
      first.refuse(tooLate());
    }
  }
}

/** The server has too much to do. */
export const overloaded = (): Problem =>
  new Problem('OVERLOADED', 'too much is at work; nothing was done for this request', {
    retryAfter: comeAgain,
  });

/** A request whose time has run out. */
export const tooLate = (): Problem =>
  new Problem('TOO_LATE', 'the deadline passed before the request was scored; nothing was done for it', {
    retryAfter: comeAgain,
  });

/** A request whose body did not come by its deadline. */
export const tooSlow = (): Problem =>
  new Problem('TOO_SLOW', 'the body did not arrive before the deadline; nothing was done for it', {
    retryAfter: comeAgain,
  });
