import { readFileSync } from 'node:fs';

/** The JSON of test/support/samples: a record as an engine gives it, or what charts are drawn from. */
export const readSample = <T>(name: string): T =>
  JSON.parse(readFileSync(new URL(`samples/${name}.json`, import.meta.url), 'utf8')) as T;

/** `count + 1` numbers from 0 to 1, evenly spaced. */
export const steps = (count: number): readonly number[] =>
  Array.from({ length: count + 1 }, (_, i) => i / count);

/** Density of the normal distribution. */
export const normalDensity = (x: number, mean: number, sd: number): number =>
  Math.exp(-0.5 * ((x - mean) / sd) ** 2) / (sd * Math.sqrt(2 * Math.PI));

/** The points of `f` at `count + 1` places from 0 to 1. */
export const curveOf = (count: number, f: (x: number) => number): { x: number; y: number }[] =>
  steps(count).map((x) => ({ x, y: f(x) }));
