// The rooms of native/: which may include which, and how a kernel's header is included.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

import { expect, test } from 'vitest';

const root = fileURLToPath(new URL('../../native/', import.meta.url));

/** Room of native/core -> rooms below it that it may include. Every room may include base. */
const mayInclude: Readonly<Record<string, readonly string[]>> = {
  base: [],
  distributions: [],
  random: [],
  moments: [],
  calibration: [],
  logistic: [],
  quantile: [],
  drift: [],
  ranking: ['distributions'],
  sequential: ['distributions'],
  bayes: ['distributions', 'random'],
  exact: ['distributions', 'random'],
  resampling: ['random', 'ranking'],
  uplift: [],
  'events/columns': [],
  'events/ranks': [],
  'events/spill': [],
  'events/users': [],
  events: ['events/columns', 'events/ranks', 'events/spill', 'events/users'],
  'events/disk': ['events', 'events/columns', 'events/ranks', 'events/spill', 'events/users'],
  allocation: [],
  'allocation/limits': ['allocation'],
  'forest/model': [],
  'forest/import': ['forest/model'],
  'forest/packed': ['forest/model'],
  'forest/batch': ['forest/model', 'forest/packed'],
  'forest/rows': ['forest/model', 'forest/packed'],
  'forest/file': ['forest/model', 'forest/packed', 'forest/rows'],
  forest: ['random', 'forest/model', 'forest/packed', 'forest/batch', 'forest/rows', 'forest/file'],
  importance: ['random', 'ranking', 'forest', 'forest/model', 'forest/packed'],
  shap: ['forest/model'],
  user_table: ['forest/file'],
};

interface Source {
  /** From native/ on. */
  readonly file: string;
  readonly folder: string;
  readonly text: string;
}

const sources: readonly Source[] = readdirSync(root, { recursive: true, encoding: 'utf8' })
  .map((file) => file.split(path.sep).join('/'))
  .filter((file) => /\.(h|cpp)$/.test(file) && !file.startsWith('test/'))
  .map((file) => ({
    file,
    folder: path.posix.dirname(file),
    text: readFileSync(path.join(root, file), 'utf8'),
  }));

const core = sources.filter(({ file }) => file.startsWith('core/'));
const roomOf = (folder: string): string => folder.replace(/^core\//, '');

function includesOf({ text }: Source): string[] {
  return [...text.matchAll(/^#include "([^"]+)"/gm)].map(([, name]) => name!);
}

test('rooms of core include only rooms below them', () => {
  expect(core.length).toBeGreaterThan(200);
  const wrong = core.flatMap((source) => {
    const room = roomOf(source.folder);
    const allowed = [room, 'base', ...(mayInclude[room] ?? [])];
    return includesOf(source)
      .filter((name) => name.startsWith('core/') && !allowed.includes(roomOf(path.posix.dirname(name))))
      .map((name) => `${source.file} includes ${name}`);
  });
  expect(wrong).toEqual([]);
});

test('the table of rooms lists every room, those below first', () => {
  const order = Object.keys(mayInclude);
  expect([...new Set(core.map(({ folder }) => roomOf(folder)))].sort()).toEqual([...order].sort());
  const upward = Object.entries(mayInclude).flatMap(([room, below]) =>
    below.filter((one) => order.indexOf(one) >= order.indexOf(room)).map((one) => `${room} includes ${one}`),
  );
  expect(upward).toEqual([]);
});

test('every folder says what it answers and holds at most 25 sources', () => {
  const folders = [...new Set(sources.map(({ folder }) => folder))];
  expect(folders.filter((folder) => !existsSync(path.join(root, folder, 'README.md')))).toEqual([]);
  const large = folders.filter((folder) => sources.filter((one) => one.folder === folder).length > 25);
  expect(large).toEqual([]);
});

/** What `text` includes while a namespace is open. */
function includedInside({ text }: Source): string[] {
  let depth = 0;
  const inside: string[] = [];
  for (const line of text.split('\n')) {
    if (/^namespace .*\{$/.test(line)) depth += 1;
    if (/^\} {2}\/\/ namespace/.test(line)) depth -= 1;
    const name = /^#include [<"]([^>"]+)[>"]/.exec(line)?.[1];
    if (name !== undefined && depth > 0) inside.push(name);
  }
  return inside;
}

test('a header that is included inside a namespace is *-inl.h, and only there', () => {
  const isInline = (name: string): boolean => name.endsWith('-inl.h');
  const wrong = sources.flatMap((source) => {
    const inside = includedInside(source);
    const outside = isInline(source.file) ? [] : includesOf(source).filter((name) => !inside.includes(name));
    return [...inside.filter((name) => !isInline(name)), ...outside.filter(isInline)].map(
      (name) => `${source.file} includes ${name}`,
    );
  });
  expect(wrong).toEqual([]);
});

test('a *-inl.h says so in its first line and includes nothing but its like', () => {
  const inline = sources.filter(({ file }) => file.endsWith('-inl.h'));
  expect(inline.length).toBeGreaterThan(7);
  const wrong = inline.filter(
    (source) =>
      !source.text.startsWith('// Included inside an unnamed namespace') ||
      source.text.includes('#pragma once') ||
      source.text.includes('#include <') ||
      includesOf(source).some((name) => !name.endsWith('-inl.h')),
  );
  expect(wrong.map(({ file }) => file)).toEqual([]);
});

test('instruction sets are chosen by tables of kernels, nowhere else', () => {
  const chooses = core.filter(({ text }) => /ActiveIsa\(\)\s*[!=]=|[!=]=\s*Isa::/.test(text));
  expect(chooses.map(({ file }) => file).filter((file) => !file.startsWith('core/base/'))).toEqual([]);
});

test('the instruction sets of the build are those of the list', () => {
  const cmake = readFileSync(path.join(root, '../CMakeLists.txt'), 'utf8');
  const built = [...cmake.matchAll(/^set\(sets_\w+ ([\w ]+)\)/gm)].flatMap(([, names]) => names!.split(' '));
  const list = readFileSync(path.join(root, 'core/base/isa.h'), 'utf8');
  const listed = [...list.matchAll(/\{Isa::k\w+, "(\w+)"/g)].map(([, name]) => name!);
  expect([...built, 'scalar'].sort()).toEqual([...listed].sort());
});

test('files that comments name exist', () => {
  const wrong = sources.flatMap(({ file, text }) =>
    [...text.matchAll(/\/\/.*?\b((?:docs|src|test|bench|native|core|addon)\/[\w./-]+\.(?:md|ts|cpp|h))/g)]
      .map(([, name]) => name!)
      .filter((name) => ![root, path.join(root, '..')].some((from) => existsSync(path.join(from, name))))
      .map((name) => `${file} names ${name}`),
  );
  expect(wrong).toEqual([]);
});
