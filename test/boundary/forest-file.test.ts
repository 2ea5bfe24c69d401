// A mapped forest file: the same scores, typed errors for every bad file, and memory that stays valid
// whatever happens to the file's name or to the forest.
import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';

import { Booster } from '../../src/model/booster.js';
import { CompiledForest } from '../../src/model/compiled-forest.js';
import { hostileFile } from '../support/broken-files.js';
import {
  adversarialColumns,
  columnTable,
  featureNames,
  generator,
  modelKinds,
  sameBits,
  trainingTable,
} from '../support/forest-models.js';

const folder = mkdtempSync(path.join(tmpdir(), 'winback-forest-'));
const at = (name: string): string => path.join(folder, name);
const kind = modelKinds[0]!;
let forest: CompiledForest;
let columns: readonly Float64Array[];

beforeAll(async () => {
  const booster = await Booster.train(trainingTable(kind, 1500, 4), {
    label: 'label',
    threads: 1,
    parameters: { ...kind.parameters, numIterations: 12, numLeaves: 31, minDataInLeaf: 5 },
  });
  forest = await CompiledForest.fromText(booster.text);
  columns = adversarialColumns(booster.text, 900, 2);
  booster.close();
  await forest.saveTo(at('plain'));
  await forest.saveTo(at('rows'), { rows: true });
});
afterAll(() => {
  forest.close();
  rmSync(folder, { recursive: true });
});

async function codeOf(work: Promise<unknown>): Promise<string> {
  return work.then(
    () => 'accepted',
    (error: { code?: string }) => error.code ?? String(error),
  );
}

test('an opened forest scores the same bits, in tables and rows', async () => {
  const table = columnTable(columns);
  const expected = await forest.score(table);
  for (const name of ['plain', 'rows']) {
    const opened = await CompiledForest.open(at(name));
    expect(opened.engine.batch).toBe(forest.engine.batch);
    expect(opened.engine.row === 'not prepared').toBe(name === 'plain');
    expect(sameBits(await opened.score(table), expected)).toBe(true);
    for (let i = 0; i < 200; i++) {
      expect(opened.scoreRow(Float64Array.from(columns, (column) => column[i]!))).toBe(expected[i]);
    }
    expect(Buffer.compare(await opened.save(), await readFile(at('plain')))).toBe(0);
    opened.close();
  }
  expect(readdirSync(folder).sort()).toEqual(['plain', 'rows']);
});

test('a file that is no forest is BAD_MODEL, one that cannot be opened BAD_INPUT', async () => {
  const good = await readFile(at('rows'));
  const flipped = Buffer.from(good);
  flipped[good.length >> 1]! ^= 4;
  const version = Buffer.from(good);
  version[8] = 1;
  for (const [name, bytes] of [
    ['empty', Buffer.alloc(0)],
    ['short', good.subarray(0, 40)],
    ['cut', good.subarray(0, good.length - 64)],
    ['unaligned', good.subarray(0, good.length - 1)],
    ['long', Buffer.concat([good, Buffer.alloc(64)])],
    ['flipped', flipped],
    ['version', version],
    ['text', Buffer.from('tree\nversion=v4\n'.repeat(40))],
  ] as const) {
    await writeFile(at(name), bytes);
    expect(await codeOf(CompiledForest.open(at(name))), name).toBe('BAD_MODEL');
    expect(await codeOf(CompiledForest.load(bytes)), name).toBe('BAD_MODEL');
    await rm(at(name));
  }
  for (const bad of [at('missing'), folder, `${at('plain')}\0`, '']) {
    expect(await codeOf(CompiledForest.open(bad)), bad).toBe('BAD_INPUT');
  }
  expect(await codeOf(CompiledForest.open(3 as never))).toBe('BAD_INPUT');
  expect(await codeOf(CompiledForest.open(at('plain'), { features: [] }))).toBe('BAD_INPUT');
  expect(await codeOf(forest.saveTo(3 as never))).toBe('BAD_INPUT');
  expect(() => forest.save({ row: true } as never)).toThrow(/row/);
});

test('a pipe is refused at once, without a writer', async () => {
  execFileSync('mkfifo', [at('pipe')]);
  await expect(CompiledForest.open(at('pipe'))).rejects.toMatchObject({
    code: 'BAD_INPUT',
    message: expect.stringContaining('not a regular file'),
  });
  await rm(at('pipe'));
});

test('a removed or replaced file stays open as it was', async () => {
  const table = columnTable(columns);
  const expected = await forest.score(table);
  await forest.saveTo(at('gone'), { rows: true });
  const opened = await CompiledForest.open(at('gone'));
  await rm(at('gone'));
  expect(existsSync(at('gone'))).toBe(false);
  expect(sameBits(await opened.score(table), expected)).toBe(true);
  await forest.saveTo(at('gone'));
  const again = await CompiledForest.open(at('gone'));
  opened.close();
  expect(sameBits(await again.score(table), expected)).toBe(true);
  await again.saveTo(at('gone'), { rows: true });
  expect(sameBits(await again.score(table), expected)).toBe(true);
  expect((await CompiledForest.open(at('gone'))).engine.row).not.toBe('not prepared');
  again.close();
  await rm(at('gone'));
});

test('closed while it scores it ends what runs, and a row scorer keeps the mapping', async () => {
  const wide = columnTable(featureNames.map(() => new Float64Array(300_000)));
  const expected = await forest.score(wide);
  for (let i = 0; i < 5; i++) {
    const opened = await CompiledForest.open(at('rows'));
    const row = opened.row();
    const running = [opened.score(wide, { threads: 1 }), opened.score(wide, { threads: 2 })];
    opened.close();
    for (const scores of await Promise.all(running)) expect(sameBits(scores, expected)).toBe(true);
    expect(() => row.score()).toThrow(/closed/);
    expect(await codeOf(opened.score(wide))).toBe('CLOSED');
  }
});

test('a failed save leaves neither a partial file nor a changed one', async () => {
  await mkdir(at('folder/inside'), { recursive: true });
  expect(await codeOf(forest.saveTo(at('folder')))).not.toBe('accepted');
  expect(await codeOf(forest.saveTo(at('nowhere/file')))).not.toBe('accepted');
  expect(readdirSync(folder).sort()).toEqual(['folder', 'plain', 'rows']);
});

test('a hostile file with a checksum that fits is refused or scores without harm', async () => {
  const random = generator(20261123);
  const names = forest.features.map((feature) => feature.name);
  const table = columnTable(columns.map((column) => column.subarray(0, 100)));
  let refused = 0;
  for (const name of ['plain', 'rows']) {
    const good = await readFile(at(name));
    for (let i = 0; i < 60; i++) {
      const code = await codeOf(
        CompiledForest.load(hostileFile(good, random)).then(async (made) => {
          if (made.features.every(({ name: f }) => names.includes(f))) await made.score(table);
          made.row().score();
          made.close();
        }),
      );
      expect(['accepted', 'BAD_MODEL', 'BAD_INPUT']).toContain(code);
      if (code !== 'accepted') refused++;
    }
  }
  expect(refused).toBeGreaterThan(20);
});

// 50,000 scorers of one forest once took 200 MB until the forest itself was gone.
test('row scorers that nobody holds are let go of, and close() ends one alone', () => {
  const script = `
    import { readFileSync } from 'node:fs';
    import { CompiledForest } from ${JSON.stringify(new URL('../../src/model/compiled-forest.ts', import.meta.url).href)};
    const forest = await CompiledForest.load(readFileSync(${JSON.stringify(at('rows'))}));
    const round = async () => {
      for (let i = 0; i < 12500; i++) forest.row().score();
      for (let i = 0; i < 3; i++) { await new Promise((done) => setTimeout(done, 20)); gc(); }
      return process.memoryUsage().rss / 2 ** 20;
    };
    const first = await round();
    let last = 0;
    for (let i = 0; i < 3; i++) last = await round();
    process.stdout.write(String(last - first));`;
  const args = ['--expose-gc', '--import', 'tsx', '--input-type=module', '-e', script];
  const growth = Number(execFileSync(process.execPath, args, { encoding: 'utf8' }));
  // 37,500 kept scorers are 150 MB.
  expect(growth).toBeLessThan(40);
  const [one, other] = [forest.row(), forest.row()];
  one.close();
  one.close();
  expect(() => one.score()).toThrow(expect.objectContaining({ code: 'CLOSED' }));
  expect(other.score()).toBeGreaterThan(0);
});
