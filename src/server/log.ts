import { createHmac, randomBytes } from 'node:crypto';

/** A line of the log. It never holds a value of a feature, and users only as a digest under a key of this process. */
export type LogLine = Readonly<Record<string, string | number | boolean | null>>;

/** What is said of a request. */
export interface RequestLine {
  readonly route: string;
  readonly status: number;
  readonly ms: number;
  readonly request: string;
  /** Id of the key; null without one. */
  readonly key: string | null;
  /** Code of the problem; null for none. */
  readonly code: string | null;
  readonly user: string | null;
}

/** Writes lines: every failure, a share of the successes, and what happens to the server itself. */
export class RequestLog {
  readonly #write: (line: LogLine) => void;
  readonly #now: () => number;
  readonly #every: number;
  readonly #salt = randomBytes(16);
  #successes = 0;

  /**
   * @param write takes one line
   * @param now ms since 1970
   * @param sample share of the successful requests that are written, in [0, 1]
   */
  constructor(write: (line: LogLine) => void, now: () => number, sample: number) {
    this.#write = write;
    this.#now = now;
    this.#every = sample > 0 ? Math.max(1, Math.round(1 / sample)) : Number.POSITIVE_INFINITY;
  }

  /** Whether a request with this status is written: the digest of its user costs more than all else. */
  takes(status: number): boolean {
    return status >= 400 || ++this.#successes % this.#every === 0;
  }

  request({ user, ...line }: RequestLine): void {
    const digest =
      user === null ? null : createHmac('sha256', this.#salt).update(user).digest('hex').slice(0, 16);
    this.#write({ at: this.#at(), event: 'request', ...line, user: digest });
  }

  event(event: string, facts: LogLine = {}): void {
    this.#write({ at: this.#at(), event, ...facts });
  }

  #at(): string {
    return new Date(this.#now()).toISOString();
  }
}
