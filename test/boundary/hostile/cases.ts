// What the tests of hostile input share: a case must be a typed error with the process alive, and cases are counted.
import { Table, vectorFromArray } from 'apache-arrow';
import { afterAll, describe, expect, test } from 'vitest';

import { WinbackError } from '../../../src/base/errors.js';
import { Booster, type TrainingOptions } from '../../../src/model/booster.js';
import { churnTable } from '../../support/tables.js';

export const rows = 200;
export const table = churnTable(rows);
export const column = (values: ArrayLike<number>) => vectorFromArray(Float64Array.from(values));
export const good = Float64Array.from({ length: rows }, (_, i) => i % 17);
export const ones = Float64Array.from({ length: rows }, () => 1);
export const halves = Float64Array.from({ length: rows }, (_, i) => i % 2);
export const withValue = (value: number) => halves.map((v, i) => (i === 50 ? value : v));

/** What is tried, in words, and the trial. */
export type Case = readonly [name: string, run: () => Promise<unknown> | unknown];
let cases = 0;

/** Fails unless so many cases ran: a list that is empty by mistake tests nothing. */
export function atLeast(count: number): void {
  afterAll(() => {
    expect(cases).toBeGreaterThanOrEqual(count);
  });
}

/** Every case is a typed error that says something. */
export function all(title: string, list: readonly Case[]): void {
  describe(title, () => {
    test.each(list)('%s', async (_, run) => {
      cases++;
      const error = await Promise.resolve()
        .then(run)
        .then(
          () => undefined,
          (thrown: unknown) => thrown,
        );
      expect(error).toBeInstanceOf(WinbackError);
      expect((error as WinbackError).code).not.toBe('INTERNAL');
      expect((error as WinbackError).message.length).toBeGreaterThan(10);
    });
  });
}

export const trainOn = (t: unknown, options: object) => () =>
  Booster.train(t as Table, { label: 'y', parameters: { numIterations: 2 }, ...options } as TrainingOptions);
export const labelled = (y: Float64Array, x: Float64Array = good) =>
  new Table({ x: column(x), y: column(y) });
