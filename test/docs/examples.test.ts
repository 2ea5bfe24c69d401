// Every value that an entry exports has an @example; all of them have the types of the package, run, and show what they
// say: `expression; // value` is compared with as many digits as the value has. Examples that read files in out/ run in a
// folder in which `winback demo` was run.
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';

import { afterAll, beforeAll, describe, expect, test } from 'vitest';

import { root } from '../support/code-blocks.js';
import { emptyFolder, folderWith, runIn } from '../support/doc-folder.js';
import { type PublicName, publicNames } from '../support/public-api.js';

/** An example with the file name of its module. */
interface Example {
  readonly entry: string;
  readonly file: string;
  readonly code: string;
}

const names = publicNames();
const mostLines = 16;
const demoCommand = 'npx winback demo --users 500 --lang en --quiet';

function examplesOf({ entry, name, examples, methods }: PublicName): Example[] {
  const parts = [{ name: '', examples }, ...methods];
  return parts.flatMap((part) =>
    part.examples.map((code, i) => {
      const place = [entry.replace('/', '-'), name, part.name, i > 0 ? i + 1 : ''];
      return { entry, file: place.filter((word) => word !== '').join('.'), code };
    }),
  );
}

const all = names.flatMap(examplesOf);
const entries = [...new Set(all.map(({ entry }) => entry))];

/** The example as a module that checks what its lines show. */
const checked = (code: string): string =>
  code.replaceAll(/^(.+); \/\/ (.+)$/gm, (line, expression: string, shown: string) =>
    expression.startsWith('const ') ? line : `shows(${expression}, ${JSON.stringify(shown)});`,
  );

const tsx = `file://${path.join(root, 'node_modules/tsx/dist/esm/index.mjs')}`;
const runner = path.join(root, 'test/support/run-examples.ts');

function failuresOf(folder: string, examples: readonly Example[]): string[] {
  const modules = path.join(folder, 'examples');
  mkdirSync(modules);
  for (const { file, code } of examples) writeFileSync(path.join(modules, `${file}.ts`), checked(code));
  runIn(folder, process.execPath, ['--import', tsx, runner, modules, ...examples.map(({ file }) => file)]);
  return JSON.parse(readFileSync(path.join(modules, 'failures.json'), 'utf8')) as string[];
}

test('every function, class and constant has an example', () => {
  expect(names.length).toBeGreaterThan(190);
  const without = names.filter(({ examples }) => examples.length === 0);
  expect(without.map(({ entry, name }) => `${entry} ${name}`)).toEqual([]);
});

test('every method of a class stands in an example of it', () => {
  const without = names.flatMap(({ name, examples, methods }) => {
    const code = [...examples, ...methods.flatMap((method) => method.examples)].join('\n');
    return methods
      .filter((method) => !code.includes(`.${method.name}(`))
      .map((method) => `${name}.${method.name}`);
  });
  expect(without).toEqual([]);
});

test('every example imports what it shows, and is short', () => {
  const words = names.flatMap(({ entry, name, examples }) =>
    examples.filter((code) => !new RegExp(`\\b${name}\\b`).test(code)).map(() => `${entry} ${name}`),
  );
  expect(words).toEqual([]);
  const long = all.filter(({ code }) => code.trimEnd().split('\n').length > mostLines);
  expect(long.map(({ file }) => file)).toEqual([]);
});

test('no example of src/ is left out', () => {
  const found = (text: string, what: RegExp): number => text.match(what)?.length ?? 0;
  const files = readdirSync(path.join(root, 'src'), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts'))
    .map((file) => ({ file, text: readFileSync(path.join(root, 'src', file), 'utf8') }));
  const unfenced = files.filter(
    ({ text }) => found(text, /\* @example/g) !== found(text, /\* @example\n\s*\* ```ts\n/g),
  );
  expect(unfenced.map(({ file }) => file)).toEqual([]);
  expect(all.length).toBe(files.reduce((sum, { text }) => sum + found(text, /\* @example/g), 0));
});

describe('examples that run', () => {
  const folders: string[] = [];
  let demo = '';

  beforeAll(() => {
    demo = emptyFolder();
    folders.push(demo);
    runIn(demo, 'sh', ['-c', demoCommand]);
  });

  afterAll(() => {
    for (const folder of folders) rmSync(folder, { recursive: true, force: true });
  });

  test.each(entries)('%s', (entry) => {
    const folder = folderWith(demo);
    folders.push(folder);
    expect(
      failuresOf(
        folder,
        all.filter((example) => example.entry === entry),
      ),
    ).toEqual([]);
  });

  test('they have no type error', () => {
    const folder = emptyFolder();
    folders.push(folder);
    for (const { file, code } of all) writeFileSync(path.join(folder, `${file}.ts`), `${code}\nexport {};\n`);
    const compilerOptions = {
      ...{ module: 'nodenext', target: 'es2022', strict: true, noEmit: true, skipLibCheck: true },
      ...{ noUnusedLocals: true, exactOptionalPropertyTypes: true, noUncheckedIndexedAccess: true },
      types: ['node'],
    };
    writeFileSync(path.join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions }));
    const tsc = path.join(root, 'node_modules/typescript/bin/tsc');
    expect(() => runIn(folder, process.execPath, [tsc, '-p', '.'])).not.toThrow();
  });
});
