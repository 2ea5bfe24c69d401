// What an import of each public entry loads, counted in files and bytes: a test that is timed would fail on a busy machine.
import { spawnSync } from 'node:child_process';
import { readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

import { expect, test } from 'vitest';

const root = fileURLToPath(new URL('../../', import.meta.url));
const { exports } = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8')) as {
  exports: Readonly<Record<string, string | { readonly default: string; readonly types: string }>>;
};
const entries = Object.values(exports).flatMap((entry) => (typeof entry === 'string' ? [] : [entry.default]));

// Modules of Node.js that take 3 to 6 ms each to load: the work that needs one loads it.
const slow = /^NativeModule (crypto|https?|tls|zlib)$/;

/** Writes the address of every module that is loaded to stderr, and the names of the entry to stdout. */
const program = (file: string): string => `
  import { register } from 'node:module';
  register('data:text/javascript,' + encodeURIComponent(\`export async function load(url, context, next) {
    if (url.startsWith('file:')) process._rawDebug(url);
    return next(url, context);
  }\`));
  const entry = await import(${JSON.stringify(pathToFileURL(file).href)});
  process.stdout.write(JSON.stringify({
    names: Object.keys(entry),
    addons: process.report.getReport().sharedObjects.filter((name) => name.endsWith('.node')),
    builtin: process.moduleLoadList.filter((name) => ${slow}.test(name)),
  }));`;

type Loaded = ReturnType<typeof load>;

const loaded = new Map<string, Loaded>();

/** What an import of a file loads, asked once a file. */
function loadedBy(file: string): Loaded {
  const name = path.normalize(file);
  const known = loaded.get(name) ?? load(name);
  loaded.set(name, known);
  return known;
}

function load(file: string) {
  const flags = ['--no-warnings', '--input-type=module', '-e', program(path.join(root, file))];
  const { stdout, stderr, status } = spawnSync(process.execPath, flags, { cwd: root, encoding: 'utf8' });
  expect({ status, stderr: stderr.replaceAll(/^file:.*$/gm, '').trim() }).toEqual({ status: 0, stderr: '' });
  const files = [...new Set(stderr.match(/^file:.*$/gm))].map((url) =>
    path.relative(root, fileURLToPath(url)),
  );
  const bytes = files.reduce((sum, name) => sum + statSync(path.join(root, name)).size, 0);
  return { files, bytes, ...(JSON.parse(stdout) as Record<'names' | 'addons' | 'builtin', string[]>) };
}

/** Rooms of files such as `lib/stats-CVG0_IS6.js` and `lib/stats-more-CVG0_IS6.js`, each once. */
function roomsOf(files: readonly string[]): string[] {
  const rooms = files.flatMap(
    (file) => /^lib\/([a-z]+(?:-[a-z]+)?)-[\w-]{8}\.js$/.exec(file)?.[1]?.replace(/-more$/, '') ?? [],
  );
  return [...new Set(rooms)].sort();
}

test('there is a file for every entry', () => {
  expect(entries.length).toBeGreaterThan(10);
});

test.each(entries)('%s loads files of lib alone: no package and no addon', (entry) => {
  const { files, bytes, addons } = loadedBy(entry);
  expect(files).toContain(entry.slice(2));
  expect(files.filter((file) => !file.startsWith('lib/'))).toEqual([]);
  expect(addons).toEqual([]);
  expect(files.length).toBeLessThanOrEqual(30);
  expect(bytes).toBeLessThan(1_300_000);
});

test('the main entry loads no sentence of a report, no client of a database and no slow part of Node.js', () => {
  const { files, bytes, builtin } = loadedBy('lib/index.js');
  expect(builtin).toEqual([]);
  const content = files.map((file) => readFileSync(path.join(root, file), 'utf8')).join('\n');
  expect(content).toMatch('function planCampaign(');
  expect(content).not.toMatch('dist/report/texts/');
  expect(content).not.toMatch(/dist\/stores\/(clickhouse|mysql|postgres)\/client/);
  expect(bytes).toBeLessThan(1_000_000);
});

test.each(entries)('%s has the names of its source and no others', async (entry) => {
  const source = (await import(path.join(root, entry.replace('./lib/', 'dist/')))) as object;
  expect(loadedBy(entry).names).toEqual(Object.keys(source).sort());
});

test('an entry loads the rooms it needs and no other', () => {
  expect(roomsOf(loadedBy('lib/entries/stats.js').files)).toEqual(['base', 'native', 'stats']);
  expect(roomsOf(loadedBy('lib/entries/data.js').files)).toEqual(['base', 'data']);
  expect(roomsOf(loadedBy('lib/entries/model.js').files)).toEqual([
    ...['base', 'data', 'model', 'native', 'stats'],
  ]);
});

/** The files with types that the entries reach, in dist/. */
function reachedTypes(): readonly string[] {
  const found = new Set(
    Object.values(exports).flatMap((entry) => (typeof entry === 'string' ? [] : [entry.types])),
  );
  for (const file of found)
    for (const [, next] of withoutComments(file).matchAll(/from '(\.[^']*)\.js'|import\('(\.[^']*)\.js'\)/g))
      if (next !== undefined) found.add(path.join(path.dirname(file), `${next}.d.ts`));
  return [...found];
}

const withoutComments = (file: string): string =>
  readFileSync(path.join(root, file), 'utf8').replaceAll(/^\s*\*.*$/gm, '');

test('the types that users get name no package that they may not have', () => {
  const files = reachedTypes();
  expect(files.length).toBeGreaterThan(100);
  const others = /['"](vega|vega-lite|commander|yaml)['"]/;
  expect(files.filter((file) => others.test(withoutComments(file)))).toEqual([]);
});
