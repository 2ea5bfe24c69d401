import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';

import { main } from '../../../src/cli/main.js';

let [out, err] = ['', ''];
beforeEach(() => {
  [out, err] = ['', ''];
  vi.spyOn(process.stdout, 'write').mockImplementation((text) => {
    out += String(text);
    return true;
  });
  vi.spyOn(process.stderr, 'write').mockImplementation((text) => {
    err += String(text);
    return true;
  });
});
afterEach(() => {
  vi.restoreAllMocks();
  process.exitCode = 0;
});

const json = async (...args: readonly string[]): Promise<Record<string, unknown>> => {
  await main(['experiment', ...args, '--json']);
  return JSON.parse(out) as Record<string, unknown>;
};

describe('winback experiment', () => {
  test.each([
    [[], 2213, 2213],
    [['--power', '0.9'], 2962, 2962],
    [['--relative'], 752703, 752703],
    [['--ratio', '2'], 1693, 3385],
    [['--method', 'arcsine'], 2199, 2199],
    [['--method', 'unpooled'], 2210, 2210],
  ] as const)('size --baseline 0.05 --mde 0.02 %j', async (flags, control, treatment) => {
    expect(await json('size', '--baseline', '0.05', '--mde', '0.02', ...flags)).toMatchObject({
      control,
      treatment,
    });
  });

  test('size of a mean in days', async () => {
    const size = await json('size', '--baseline', '40', '--sd', '35', '--mde', '2', '--users-per-day', '500');
    expect(size).toMatchObject({ method: 't', days: 20 });
  });

  test('power and the smallest effect', async () => {
    const { power } = await json('power', '--baseline', '0.05', '--mde', '0.02', '--control', '2213');
    expect(power).toBeCloseTo(0.8, 3);
    out = '';
    const { mde } = await json('power', '--baseline', '0.05', '--control', '2213');
    expect(mde).toBeCloseTo(0.02, 4);
  });

  test('boundaries in both families and at given times', async () => {
    const plan = await json('boundaries', '--looks', '5', '--spending', 'obrien-fleming');
    expect((plan['z'] as number[])[1]).toBeCloseTo(3.35701192157, 10);
    expect((plan['alphaSpent'] as number[])[4]).toBeCloseTo(0.05, 12);
    out = '';
    const classic = await json('boundaries', '--looks', '5', '--spending', 'pocock', '--family', 'classic');
    expect((classic['z'] as number[])[0]).toBeCloseTo(2.41317622006, 10);
    out = '';
    expect((await json('boundaries', '--times', '0.2,0.5,1'))['z']).toHaveLength(3);
  });

  test('a look that spends nothing has the largest double, not null', async () => {
    const { z } = await json('boundaries', '--times', '0.0001,0.5,1');
    expect((z as number[])[0]).toBe(Number.MAX_VALUE);
    out = '';
    await main(['experiment', 'boundaries', '--times', '0.0001,0.5,1']);
    expect(out.split('\n')[1]).toMatch(/never/);
  });

  test('a posterior rule beside the boundaries', async () => {
    const { posterior } = await json('boundaries', '--looks', '14', '--win', '0.99');
    // .051 and .192 at 14 looks: numpy simulation of the project's notes.
    expect(posterior).toMatchObject({
      none: { win: expect.closeTo(0.051, 2), lose: expect.closeTo(0.192, 2) },
    });
  });

  test.each([
    [['size', '--baseline', '1.2', '--mde', '0.02'], /strictly between 0 and 1/],
    [['size', '--baseline', 'x', '--mde', '0.02'], /must be a number/],
    [['boundaries'], /looks or times/],
    [['boundaries', '--times', '0.5,,1'], /numbers with commas/],
    [['boundaries', '--times', '0.5,0.4'], /must increase/],
  ])('%j is refused with one message', async (args, message) => {
    await main(['experiment', ...args]);
    expect(process.exitCode).toBe(2);
    expect(err).toMatch(message);
    expect(out).toBe('');
  });
});
