// Functions of experiments given what no type would allow: one WinbackError, never a raw TypeError.
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';

import * as experiment from '../../../src/entries/experiment.js';
import { WinbackError } from '../../../src/index.js';

const entry = readFileSync(new URL('../../../src/entries/experiment.ts', import.meta.url), 'utf8');
const exported = [...entry.matchAll(/export \{([^}]*)\} from '[^']*'/g)].flatMap(([, list]) =>
  list!
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '' && !name.startsWith('type ')),
);
type Call = (...args: readonly unknown[]) => unknown;
const functions = exported.flatMap((name): [string, Call][] => {
  const value: unknown = (experiment as Readonly<Record<string, unknown>>)[name];
  return typeof value === 'function' ? [[name, value as Call]] : [];
});

const values = [
  ...[undefined, null, -1, Number.NaN, 1e12, '', 'x', true, [], [1], [null], {}, { data: {}, columns: [] }],
  ...[new Map(), new Date(0), Symbol('s'), 10n, new Float64Array(2), () => 1],
];

test('the list of functions is not empty', () => {
  expect(functions.length).toBeGreaterThan(30);
});

// Any object is options to it, and each call makes an experiment of 20,000 users.
const costly: readonly string[] = ['generateExperiment'];

describe.each(functions)('%s', (name, call) => {
  test('any argument gives a result or a WinbackError', async () => {
    for (const value of values) {
      if (costly.includes(name) && (value === undefined || (typeof value === 'object' && value !== null)))
        continue;
      for (const args of [
        [value],
        [value, value],
        [value, value, value],
        [value, {}, {}],
        [{}, value, {}],
      ].filter(([first]) => !costly.includes(name) || first === value)) {
        const error: unknown = await new Promise((resolve) => resolve(call(...args))).then(
          () => null,
          (reason: unknown) => reason,
        );
        if (error === null) continue;
        expect(error).toBeInstanceOf(WinbackError);
        expect((error as WinbackError).code).not.toBe('INTERNAL');
        expect((error as WinbackError).message.length).toBeLessThan(500);
      }
    }
  });
});
