// The compiled addon against its types: an addon built from other sources shows here.
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

import { expect, test } from 'vitest';

import { addon } from '../../src/native/load.js';

const folder = fileURLToPath(new URL('../../src/native/', import.meta.url));

test('the addon exports the functions that src/native/*-binding.ts describes, and no others', () => {
  const typed = readdirSync(folder)
    .filter((file) => file.endsWith('-binding.ts'))
    .flatMap((file) => [...readFileSync(path.join(folder, file), 'utf8').matchAll(/^ {2}(\w+)\(/gm)])
    .map(([, name]) => name!);
  expect(typed.length).toBeGreaterThan(50);
  expect(Object.keys(addon()).sort()).toEqual(typed.sort());
});
