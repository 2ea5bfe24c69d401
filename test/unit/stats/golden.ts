import { readFileSync } from 'node:fs';

/** Golden values written by another implementation; the script is beside the file. */
export function golden<T>(path: string): T {
  return JSON.parse(readFileSync(new URL(`../../golden/${path}`, import.meta.url), 'utf8')) as T;
}

/** |got / want - 1|, absolute below 1e-12. */
export function relative(got: number, want: number): number {
  if (got === want) return 0;
  return Math.abs(want) < 1e-12 ? Math.abs(got - want) : Math.abs(got / want - 1);
}
