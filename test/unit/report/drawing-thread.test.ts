// The thread that draws: stopped, lost and outlived, it leaves one clear error and no temporary file.
import { execFile } from 'node:child_process';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import type { Worker } from 'node:worker_threads';

import { afterAll, beforeAll, expect, it } from 'vitest';

import { renderCharts } from '../../../src/report/charts/render.js';
import type { ChartSpec } from '../../../src/report/charts/theme.js';
import { textsFor } from '../../../src/report/texts/index.js';
import { sampleCharts } from './chart-samples.js';

const root = fileURLToPath(new URL('../../../', import.meta.url));
const samples = [...sampleCharts(textsFor('en')).values()];
const charts = (count: number): Map<string, ChartSpec> =>
  new Map(Array.from({ length: count }, (_, i) => [`chart ${i}`, samples[i % samples.length]!]));

const threads: Worker[] = [];
process.on('worker', (worker) => threads.push(worker));

let folder: string;
const before = process.env['TMPDIR'];
beforeAll(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'winback-drawing-'));
  process.env['TMPDIR'] = folder;
});
afterAll(async () => {
  if (before === undefined) delete process.env['TMPDIR'];
  else process.env['TMPDIR'] = before;
  // A thread that was ended may still have a file under way.
  await rm(folder, { recursive: true, maxRetries: 20 });
});

/** Folders of the fonts a picture is drawn with. */
const fonts = async (): Promise<readonly string[]> =>
  (await readdir(folder)).filter((name) => name.startsWith('winback-fonts-'));

const untilDrawing = async (): Promise<void> => {
  while ((await fonts()).length === 0) await new Promise((resolve) => setTimeout(resolve, 2));
};

it('keeps the order of the charts, and one thread for all reports', async () => {
  const [first, second] = await Promise.all([renderCharts(charts(5)), renderCharts(charts(3))]);
  expect([...first.keys()]).toEqual([...charts(5).keys()]);
  expect([...second.keys()]).toEqual([...charts(3).keys()]);
  expect(second.get('chart 2')).toEqual(first.get('chart 2'));
  expect(threads).toHaveLength(1);
});

it('stops between two charts when it is aborted, cleans up, and draws again', async () => {
  const controller = new AbortController();
  const drawing = renderCharts(charts(200), { signal: controller.signal });
  const ended = expect(drawing).rejects.toMatchObject({ code: 'ABORTED' });
  await untilDrawing();
  const start = performance.now();
  controller.abort();
  await ended;
  // 200 charts take several seconds; generous for a shared machine.
  expect(performance.now() - start).toBeLessThan(2000);
  expect(await fonts()).toEqual([]);
  expect((await renderCharts(charts(1))).size).toBe(1);
  expect(threads).toHaveLength(1);
});

it('is not started for work that is aborted already', async () => {
  const signal = AbortSignal.abort(new Error('enough'));
  await expect(renderCharts(charts(1), { signal })).rejects.toMatchObject({ code: 'ABORTED' });
});

it('tells everybody who waits when it is lost, and the next call starts another', async () => {
  const waiting = [renderCharts(charts(50)), renderCharts(charts(50))];
  const ended = Promise.all(
    waiting.map((one) =>
      expect(one).rejects.toMatchObject({ code: 'INTERNAL', message: expect.stringContaining('thread') }),
    ),
  );
  await untilDrawing();
  await threads[0]!.terminate();
  await ended;
  expect((await renderCharts(charts(1))).size).toBe(1);
  expect(threads).toHaveLength(2);
});

it('passes a crash on as one error', async () => {
  const drawing = renderCharts(charts(50));
  const crash = new RangeError('out of something');
  threads[1]!.emit('error', crash);
  await expect(drawing).rejects.toMatchObject({
    code: 'INTERNAL',
    message: 'the drawing thread failed: out of something',
    cause: crash,
  });
  await threads[1]!.terminate();
});

it('refuses a chart that is no plain data', async () => {
  const spec = { mark: 'bar', encoding: {}, data: { values: [{ x: () => 1 }] } } as unknown as ChartSpec;
  await expect(renderCharts(new Map([['odd', spec]]))).rejects.toMatchObject({ code: 'BAD_INPUT' });
  expect((await renderCharts(charts(1))).size).toBe(1);
});

it('does not keep a process alive that has nothing to draw', async () => {
  const library = pathToFileURL(path.join(root, 'lib/entries/report.js')).href;
  const script = `import { prepareReports } from '${library}'; await prepareReports(); console.log('ready');`;
  const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '-e', script], {
    timeout: 20_000,
  });
  expect(stdout).toBe('ready\n');
});
