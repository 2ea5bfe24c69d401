import { expect, it } from 'vitest';

import { logs } from '../../../support/logs/logs.js';

it('there are twelve logs of 2,000 to 20,000 rows, each with its own name and file', () => {
  expect(new Set(logs.map(({ name }) => name)).size).toBe(12);
  expect(new Set(logs.map(({ file }) => file)).size).toBe(12);
  for (const { truth } of logs) {
    expect(truth.rows).toBeGreaterThan(2000);
    expect(truth.rows).toBeLessThan(20_000);
  }
});
