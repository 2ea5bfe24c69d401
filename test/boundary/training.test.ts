// What only the boundary can get wrong: blocking, stopping, threads, teardown, copies.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';

import { expect, test } from 'vitest';

import { viewColumns } from '../../src/data/columns.js';
import { Booster } from '../../src/model/booster.js';
import { addon } from '../../src/native/load.js';
import { churnTable } from '../support/tables.js';

const table = churnTable(20_000);
const fixture = (name: string): string => fileURLToPath(new URL(`./fixtures/${name}`, import.meta.url));

test('training does not block the event loop', async () => {
  const delay = monitorEventLoopDelay({ resolution: 1 });
  delay.enable();
  const booster = await Booster.train(table, {
    label: 'label',
    threads: 1,
    parameters: { numIterations: 60 },
  });
  delay.disable();
  booster.close();
  expect(delay.percentile(50) / 1e6).toBeLessThan(25);
  expect(delay.count).toBeGreaterThan(20);
});

test('an AbortSignal stops within one iteration', async () => {
  const controller = new AbortController();
  let seen = 0;
  const training = Booster.train(table, {
    label: 'label',
    parameters: { numIterations: 100_000 },
    signal: controller.signal,
    onIteration: ({ iteration }) => {
      seen = iteration;
      if (iteration === 3) controller.abort();
    },
  });
  await expect(training).rejects.toMatchObject({ code: 'ABORTED' });
  expect(seen).toBeGreaterThanOrEqual(3);
  expect(seen).toBeLessThan(1000);
});

test('a signal aborted beforehand never starts', async () => {
  const training = Booster.train(table, { label: 'label', signal: AbortSignal.abort('no') });
  await expect(training).rejects.toMatchObject({ code: 'ABORTED', cause: 'no' });
});

test('a progress callback that throws rejects with what it threw', async () => {
  const training = Booster.train(table, {
    label: 'label',
    parameters: { numIterations: 100_000 },
    onIteration: () => {
      throw new RangeError('mine');
    },
  });
  await expect(training).rejects.toMatchObject({ message: 'mine' });
});

test.each([
  ['null', null],
  ['undefined', undefined],
  ['a number', 5],
  ['a string', 's'],
  ['false', false],
  ['an object', { code: 42 }],
  ['a Symbol', Symbol('s')],
  ['a function', () => 1],
])(
  'a progress callback that throws %s stops the training, and the addon delivers the value',
  async (_, thrown) => {
    const column = viewColumns(table, ['b', 'label']).columns;
    let calls = 0;
    const training = addon().boosterTrain(
      { features: { columns: [column[0]!] }, label: column[1]!, weight: null, names: ['b'] },
      null,
      {
        parameters: 'objective=binary verbosity=-1 num_threads=1',
        labelRule: 'binary',
        classes: 1,
        iterations: 100_000,
        earlyStoppingRounds: 0,
      },
      () => {
        calls++;
        throw thrown;
      },
      null,
    );
    const outcome = await training.then(
      () => 'trained to the end',
      (reason: unknown) => ({ reason }),
    );
    expect(outcome).toEqual({ reason: thrown });
    expect(calls).toBe(1);
  },
);

test('two trainings at once both finish, as they would alone', async () => {
  const parameters = { numIterations: 15 };
  const alone = await Booster.train(table, { label: 'label', parameters });
  const both = await Promise.all(
    [1, 2].map((threads) => Booster.train(table, { label: 'label', parameters, threads })),
  );
  for (const booster of both)
    expect(booster.text).toBe(
      alone.text.replace(/num_threads: \d+/, /num_threads: \d+/.exec(booster.text)![0]),
    );
});

test('many trainings on one thread beside each other and beside others give what each gives alone', async () => {
  const one = (seed: number) =>
    Booster.train(table, {
      label: 'label',
      threads: 1,
      parameters: { numIterations: 20, seed, baggingFraction: 0.7, baggingFreq: 1, featureFraction: 0.7 },
    });
  const alone: string[] = [];
  for (let seed = 0; seed < 6; seed++) alone.push(await textOf(one(seed)));
  for (let round = 0; round < 4; round++) {
    const two = Booster.train(table, { label: 'label', threads: 2, parameters: { numIterations: 10 } });
    const predicted = two.then((booster) => booster.predict(table, { threads: 2 }));
    const together = await Promise.all(alone.map((_, seed) => textOf(one(seed))));
    expect(together).toEqual(alone);
    await predicted;
    (await two).close();
  }
});

async function textOf(training: Promise<Booster>): Promise<string> {
  const booster = await training;
  const { text } = booster;
  booster.close();
  return text;
}

test('predicting while another model trains is safe and right', async () => {
  const booster = await Booster.train(table, { label: 'label', parameters: { numIterations: 10 } });
  const before = await booster.predict(table);
  const training = Booster.train(table, { label: 'label', threads: 2, parameters: { numIterations: 40 } });
  const during = await Promise.all([
    booster.predict(table, { threads: 1 }),
    booster.predict(table, { threads: 2 }),
  ]);
  for (const probability of during) expect(probability).toEqual(before);
  (await training).close();
});

test('a closed booster says so', async () => {
  const booster = await Booster.train(table, { label: 'label', parameters: { numIterations: 2 } });
  booster.close();
  booster.close();
  await expect(booster.predict(table)).rejects.toMatchObject({ code: 'CLOSED' });
});

test('no value is copied on the way in', () => {
  const slice = table.slice(13, 40_000);
  const { columns } = viewColumns(slice, ['a', 'b', 'c', 'noise']);
  const copied = columns.reduce((bytes, column) => {
    const shared = column.chunks.every(({ values }, k) => {
      const original = slice.getChild(column.name)!.data[k]!.values as Float64Array;
      return values.buffer === original.buffer && values.byteOffset === original.byteOffset;
    });
    return bytes + (shared ? 0 : column.chunks.reduce((sum, chunk) => sum + chunk.values.byteLength, 0));
  }, 0);
  expect(columns).toHaveLength(4);
  expect(copied).toBe(0);
  expect(addon().buffersTableAddresses({ columns })).toEqual(
    columns.map(({ chunks }) => chunks.map(({ values }) => addon().buffersArrayAddress(values))),
  );
});

for (const when of ['queued', 'training', 'done']) {
  test(`a worker terminated while its training is ${when} leaves the process alive`, async () => {
    const worker = new Worker(fixture('train-worker.mjs'), { workerData: { when } });
    await new Promise((resolve) => worker.once('message', resolve));
    expect(await worker.terminate()).toBe(1);
    const booster = await Booster.train(table, { label: 'label', parameters: { numIterations: 2 } });
    booster.close();
  });

  test(`a process exits cleanly while its training is ${when}`, () => {
    const run = spawnSync(process.execPath, [fixture('train-exit.mjs'), when], {
      encoding: 'utf8',
      timeout: 60_000,
    });
    expect(run.stderr).toBe('');
    expect({ status: run.status, signal: run.signal }).toEqual({ status: 7, signal: null });
  });
}

test('a training that gets no thread is refused, and the process neither hangs nor loses the next one', () => {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'winback-thread-'));
  try {
    const library = path.join(folder, 'no-thread.so');
    const compiled = spawnSync('cc', ['-shared', '-fPIC', '-o', library, fixture('no-thread.c'), '-ldl']);
    expect(compiled.status, String(compiled.stderr)).toBe(0);
    const run = spawnSync(process.execPath, [fixture('no-thread.mjs')], {
      encoding: 'utf8',
      timeout: 60_000,
      // A sanitizer must stay first.
      env: { ...process.env, LD_PRELOAD: `${process.env['LD_PRELOAD'] ?? ''} ${library}` },
    });
    expect(run.stderr).toBe('');
    expect(run.stdout.trim().split('\n')).toEqual([...Array(3).fill('OUT_OF_MEMORY'), 'true']);
    expect({ status: run.status, signal: run.signal }).toEqual({ status: 0, signal: null });
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test('importance is known at loading and stays when another training runs', async () => {
  const booster = await Booster.train(table, { label: 'label', parameters: { numIterations: 10 } });
  const [split, gain] = [await booster.importance('split'), await booster.importance('gain')];
  const fromText = new Map(
    [...booster.text.matchAll(/^split_feature=(.*)$/gm)]
      .flatMap(([, line]) => line!.split(' ').map(Number))
      .reduce((counts, i) => counts.set(i, (counts.get(i) ?? 0) + 1), new Map<number, number>()),
  );
  expect([...split.values()]).toEqual([...split.keys()].map((_, i) => fromText.get(i) ?? 0));
  const training = Booster.train(table, { label: 'label', threads: 2, parameters: { numIterations: 40 } });
  expect(await booster.importance('gain')).toEqual(gain);
  booster.close();
  await expect(booster.importance()).rejects.toMatchObject({ code: 'CLOSED' });
  (await training).close();
});

test('workers that load the addon and leave do not crash the process', () => {
  const run = spawnSync(process.execPath, [fixture('workers-only.mjs')], {
    encoding: 'utf8',
    timeout: 100_000,
  });
  expect({ status: run.status, signal: run.signal, stderr: run.stderr }).toEqual({
    status: 0,
    signal: null,
    stderr: '',
  });
});

test('workers terminated around the end of their training do not crash the process', () => {
  const run = spawnSync(process.execPath, [fixture('terminate-storm.mjs'), '25'], {
    encoding: 'utf8',
    timeout: 100_000,
  });
  expect({ status: run.status, signal: run.signal, stderr: run.stderr }).toEqual({
    status: 0,
    signal: null,
    stderr: '',
  });
});
