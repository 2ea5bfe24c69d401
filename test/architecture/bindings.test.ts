// The addon's names in the sources: what C++ exports, what TypeScript says of it, and the one rule of names.
// test/boundary/addon-names.test.ts compares them with the loaded addon.
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

import { expect, test } from 'vitest';

const root = fileURLToPath(new URL('../../', import.meta.url));

function read(folder: string, file: string): string {
  return readFileSync(path.join(root, folder, file), 'utf8');
}

/** `score_query` or `score-query` -> `scoreQuery`. */
function camel(name: string): string {
  return name.replaceAll(/[_-](\w)/g, (_, letter: string) => letter.toUpperCase());
}

function kebab(name: string): string {
  return name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}

/** Room of each `*_binding.cpp` or `*-binding.ts` -> the names in it. */
function namesByRoom(folder: string, ending: string, name: RegExp): Map<string, string[]> {
  const files = readdirSync(path.join(root, folder)).filter((file) => file.endsWith(ending));
  return new Map(
    files.map((file) => [
      camel(file.slice(0, -ending.length)),
      [...read(folder, file).matchAll(name)].map(([, found]) => found!).sort(),
    ]),
  );
}

const native = namesByRoom('native/addon/bindings', '_binding.cpp', /exports\.Set\(\s*"(\w+)"/g);
const typed = namesByRoom('src/native', '-binding.ts', /^ {2}(\w+)\(/gm);

test('every C++ binding file has a typed one of its name, with the same functions', () => {
  expect(native.size).toBeGreaterThan(15);
  expect(Object.fromEntries(typed)).toEqual(Object.fromEntries(native));
});

test('the type Addon has every typed binding file', () => {
  const files = [...typed.keys()].map((room) => `${room[0]!.toUpperCase()}${room.slice(1)}Binding`);
  const list = /export interface Addon\s+extends ([^{]*)\{/.exec(read('src/native', 'binding.ts'))?.[1];
  expect(list?.match(/\w+/g)?.sort()).toEqual(files.sort());
});

test('a name is its file and what is done', () => {
  const wrong = [...native].flatMap(([room, names]) =>
    names.filter((name) => !new RegExp(`^${room}[A-Z]`).test(name)),
  );
  expect(wrong).toEqual([]);
});

test('a function that the library does not call says who does', () => {
  const library = readdirSync(path.join(root, 'src'), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts') && !file.endsWith('-binding.ts'))
    .map((file) => read('src', file))
    .join('\n');
  const bindings = [...typed.keys()]
    .map((room) => read('src/native', `${kebab(room)}-binding.ts`))
    .join('\n');
  const marked = [...bindings.matchAll(/\/\*\* (?:Tests|Benches) only: [^/]*\*\/\s+(\w+)\(/g)].map(
    ([, name]) => name!,
  );
  const uncalled = [...typed.values()].flat().filter((name) => !new RegExp(`\\.${name}\\b`).test(library));
  expect(uncalled.sort()).toEqual(marked.sort());
});
