import type { IncomingHttpHeaders } from 'node:http';

/** One call to a provider. */
export interface HttpCall {
  readonly method: 'GET' | 'POST';
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string | undefined;
}

/** What a provider answered, read to its end. */
export interface HttpAnswer {
  readonly status: number;
  /** Names in small letters. */
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
  /** When it came, milliseconds since 1970. */
  readonly now: number;
}

/** A JSON object as an answer holds it. */
export type Json = Readonly<Record<string, unknown>>;

/** The object of a text; null where it is none. */
export function jsonObject(text: string): Json | null {
  try {
    return objectOf(JSON.parse(text));
  } catch {
    return null;
  }
}

/** The value as an object; null where it is none. */
export const objectOf = (value: unknown): Json | null =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Json) : null;

/** The value as a list of objects; an empty one where it is none. */
export const objectsOf = (value: unknown): readonly (Json | null)[] =>
  Array.isArray(value) ? value.map(objectOf) : [];

/** The value as a short text of one line; an empty one where it is neither a text nor a number. */
export function word(value: unknown): string {
  if (typeof value !== 'string' && typeof value !== 'number') return '';
  return String(value).replaceAll(/\s+/g, ' ').trim().slice(0, 200);
}

const longestWaitMs = 86_400_000;

/** Milliseconds of the header Retry-After, seconds or a date: from a second to a day. Null where it says nothing. */
export function retryAfterMs(header: string | null | undefined, now: number): number | null {
  if (header === null || header === undefined || header === '') return null;
  const ms = /^\d+$/.test(header) ? Number(header) * 1000 : Date.parse(header) - now;
  return boundedWait(ms);
}

/** Milliseconds until a time that a header gives in seconds since 1970. Null where it says nothing. */
export function untilSeconds(header: unknown, now: number): number | null {
  return typeof header === 'string' && /^\d+$/.test(header) ? boundedWait(Number(header) * 1000 - now) : null;
}

const boundedWait = (ms: number): number | null =>
  Number.isFinite(ms) ? Math.min(Math.max(ms, 1000), longestWaitMs) : null;
