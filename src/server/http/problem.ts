import type { ProblemDocument, ValueProblem } from '../../entries/client.js';

/** What can be wrong with a request, with its status and its title. */
const kinds = {
  BAD_REQUEST: [400, 'The request is not HTTP as it is read here'],
  BAD_JSON: [400, 'The body is not JSON'],
  BAD_ARROW: [400, 'The body is not an Arrow stream'],
  NO_KEY: [401, 'A key is needed'],
  WRONG_KEY: [401, 'The key is not known'],
  NOT_ALLOWED: [403, 'The key does not allow this'],
  NOT_FOUND: [404, 'There is no such thing'],
  USER_UNKNOWN: [404, 'The user is not known'],
  WRONG_METHOD: [405, 'The address is asked in another way'],
  TOO_SLOW: [408, 'The request did not arrive in time'],
  CONFLICT: [409, 'Somebody else was first'],
  TOO_LARGE: [413, 'The body is too large'],
  WRONG_TYPE: [415, 'The body has a type that is not read here'],
  WRONG_HOST: [421, 'The server does not answer for this host'],
  BAD_VALUES: [422, 'Values of the request are wrong'],
  TOO_MANY: [429, 'Too many requests'],
  REFUSED: [409, 'This cannot be done now'],
  LONG_HEAD: [431, 'The head of the request is too large'],
  INTERNAL: [500, 'The server failed'],
  OVERLOADED: [503, 'The server has too much to do'],
  NOT_READY: [503, 'The server is not ready'],
  TOO_LATE: [504, 'The deadline has passed'],
} as const;

/** Code of a problem. */
export type ProblemCode = keyof typeof kinds;

/** A request that is not answered, as an error that handlers throw. */
export class Problem extends Error {
  readonly code: ProblemCode;
  readonly values: ValueErrors | null;
  /** Seconds after which the caller may try again; null where that would not help. */
  readonly retryAfter: number | null;

  constructor(
    code: ProblemCode,
    detail = '',
    extra: { readonly values?: ValueErrors; readonly retryAfter?: number } = {},
  ) {
    super(detail);
    this.code = code;
    this.values = extra.values ?? null;
    this.retryAfter = extra.retryAfter ?? null;
  }

  /** Status of HTTP. */
  get status(): number {
    return kinds[this.code][0];
  }
}

/** How much of a problem the caller sees: `codes` shows no word and no value of the request. */
export type ErrorDetail = 'full' | 'codes';

/** The document that is sent. */
export function problemDocument(problem: Problem, detail: ErrorDetail): ProblemDocument {
  const { code, message, values } = problem;
  const [status, title] = kinds[code];
  const shown = detail === 'full' && message !== '' ? { detail: message } : {};
  const head = { type: `urn:winback:${code}`, title, status, code, ...shown };
  if (values === null) return head;
  const errors = values.shown.map(({ message: text, ...rest }) =>
    detail === 'full' ? { ...rest, message: text } : rest,
  );
  return { ...head, errors, ...(values.more === 0 ? {} : { more: values.more }) };
}

const mostShown = 20;

/** The wrong values of a request: the first 20, and how many more. */
export class ValueErrors {
  readonly shown: ValueProblem[] = [];
  more = 0;

  get count(): number {
    return this.shown.length + this.more;
  }

  add(pointer: string, code: string, message: string): void {
    if (this.shown.length < mostShown) this.shown.push({ pointer, code, message });
    else this.more++;
  }

  /** @throws Problem BAD_VALUES where a value is wrong */
  throwAny(): void {
    if (this.count > 0) throw new Problem('BAD_VALUES', '', { values: this });
  }
}

/** A name as one step of a JSON pointer (RFC 6901). */
export const step = (name: string): string => name.replaceAll('~', '~0').replaceAll('/', '~1');
