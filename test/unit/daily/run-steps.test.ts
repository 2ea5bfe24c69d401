// Steps of a day: done once, again when their inputs change or their files do not stand any more, never when acted upon.
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

import { afterEach, beforeEach, expect, test } from 'vitest';

import {
  runSteps,
  type Step,
  type StepMemory,
  type StepRecord,
} from '../../../src/pipeline/daily/run-steps.js';

let folder: string;
let records: Map<string, StepRecord>;
let failures: string[];
let time = 0;
const now = (): number => ++time;
const memory: StepMemory = {
  last: async (date, name) => records.get(`${date} ${name}`) ?? null,
  finished: async (record) => {
    records.set(`${record.date} ${record.name}`, record);
  },
  failed: async (_date, name, reason) => {
    failures.push(`${name} ${reason}`);
  },
};

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'wb-steps-'));
  records = new Map();
  failures = [];
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const run = (steps: readonly Step[], basis = 'config 1') =>
  runSteps(steps, { date: '2026-03-01', folder, basis, memory, now });

/** A step that writes how often it ran. */
function counting(name: Step['name'], inputs: () => unknown, isFrozen?: () => boolean) {
  const count = { runs: 0 };
  const step: Step = {
    name,
    inputs: async () => inputs(),
    ...(isFrozen === undefined ? {} : { isFrozen: async () => isFrozen() }),
    run: async (inner) => {
      count.runs++;
      writeFileSync(path.join(inner, 'runs.txt'), String(count.runs));
      return { state: 'done', facts: { runs: count.runs } };
    },
  };
  return { step, count };
}

test('a step with the same inputs and files is skipped, and tells what it told', async () => {
  const { step, count } = counting('score', () => ({ model: 'a' }));
  expect(await run([step])).toEqual([{ name: 'score', state: 'done', outcome: 'done', facts: { runs: 1 } }]);
  expect(await run([step])).toEqual([
    { name: 'score', state: 'skipped', outcome: 'done', facts: { runs: 1 } },
  ]);
  expect(count.runs).toBe(1);
});

test('another input, another configuration, or a file that was changed or lost runs it again', async () => {
  let model = 'a';
  const { step, count } = counting('score', () => ({ model }));
  await run([step]);
  model = 'b';
  await run([step]);
  await run([step], 'config 2');
  writeFileSync(path.join(folder, 'score/runs.txt'), 'changed');
  await run([step], 'config 2');
  rmSync(path.join(folder, 'score'), { recursive: true });
  await run([step], 'config 2');
  expect(count.runs).toBe(5);
});

test('a step that looks at what changes by itself runs each time', async () => {
  const { step, count } = counting('features', () => null);
  await run([step]);
  await run([step]);
  expect(count.runs).toBe(2);
});

test('what has been acted upon stands, whatever its inputs are now', async () => {
  let scores = 1;
  let isQueued = false;
  const { step, count } = counting(
    'plan',
    () => ({ scores }),
    () => isQueued,
  );
  await run([step]);
  isQueued = true;
  scores = 2;
  expect((await run([step]))[0]!.state).toBe('skipped');
  expect(count.runs).toBe(1);
});

test('a step that fails leaves the files of its last run, and the steps behind it are not run', async () => {
  let fails = false;
  const { step } = counting('features', () => ({ fails }));
  const failing: Step = {
    ...step,
    run: async (inner) => {
      if (!fails) return step.run(inner);
      writeFileSync(path.join(inner, 'half.txt'), 'half');
      throw new Error('disk is full');
    },
  };
  const behind = counting('score', () => ({ fails }));
  await run([failing, behind.step]);
  fails = true;
  await expect(run([failing, behind.step])).rejects.toThrow('disk is full');
  expect(readdirSync(path.join(folder, 'features')).sort()).toEqual(['facts.json', 'runs.txt']);
  expect(readFileSync(path.join(folder, 'features/runs.txt'), 'utf8')).toBe('1');
  expect(readdirSync(folder).sort()).toEqual(['features', 'score']);
  expect(behind.count.runs).toBe(1);
  expect(failures).toEqual(['features INTERNAL']);
});

test('an abort ends the run between two steps', async () => {
  const controller = new AbortController();
  const first = counting('features', () => ({}));
  const stopping: Step = {
    ...first.step,
    run: async (inner) => {
      controller.abort(new Error('stopped'));
      return first.step.run(inner);
    },
  };
  const second = counting('score', () => ({}));
  const steps = { date: '2026-03-01', folder, basis: '', memory, now, signal: controller.signal };
  await expect(runSteps([stopping, second.step], steps)).rejects.toThrow('the daily run was aborted');
  expect(second.count.runs).toBe(0);
});
