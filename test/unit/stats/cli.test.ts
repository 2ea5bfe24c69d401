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

  test('non-inferiority: size and power of a rate and a mean, absolute and relative', async () => {
    const rate = await json('size', '--baseline', '0.05', '--margin', '0.01');
    expect(rate).toMatchObject({ control: 5906, treatment: 5906, method: 'farrington-manning' });
    out = '';
    const { power } = await json('power', '--baseline', '0.05', '--margin', '0.01', '--control', '5906');
    expect(power).toBeCloseTo(0.8, 4);
    out = '';
    const mean = await json('size', '--baseline', '40', '--sd', '35', '--margin', '1');
    expect(mean).toMatchObject({ control: 15148, method: 'non-inferiority-t' });
    out = '';
    const share = await json('size', '--baseline', '-40', '--sd', '35', '--margin', '0.025', '--relative');
    expect(share['control']).toBeGreaterThan(15148);
  });

  test('the smallest effect on a mean below 0 is a share of its absolute value', async () => {
    const flags = ['--baseline', '-40', '--sd', '35', '--control', '2213', '--relative'];
    expect((await json('power', ...flags))['mde']).toBeCloseTo(0.0737, 4);
  });

  test('a plan that ends early tells its largest size and what it never spends', async () => {
    // scipy's bivariate normal: largest size 1.8441967, expected 1.7979.
    const plan = await json('boundaries', '--times', '0.25,0.5');
    expect(plan['inflation']).toBeCloseTo(1.8442, 3);
    expect(plan['expectedUnderEffect']).toBeCloseTo(1.7979, 3);
    expect(plan['alphaUnspent']).toBeCloseTo(0.04695, 4);
    out = '';
    await main(['experiment', 'boundaries', '--times', '0.25,0.5']);
    expect(out).toMatch(
      /largest size x 1\.844.*\n.*information 0\.5, not 1: 0\.0469 of the level 0\.05 is never spent/,
    );
  });

  test.each([
    [['size', '--baseline', '1.2', '--mde', '0.02'], /--baseline 1\.2 is no rate .*--sd/],
    [['size', '--baseline', '40', '--mde', '2'], /--baseline 40 is no rate .*give its spread with --sd/],
    [['size', '--baseline', '0', '--sd', '1', '--mde', '0.1', '--relative'], /--baseline 0 with --relative/],
    [['size', '--baseline', '0.1', '--mde', '0'], /^winback: --mde must not be 0|--mde must not be 0/],
    [['size', '--baseline', '4', '--sd', '1', '--mde', '0'], /--mde must not be 0/],
    [
      ['size', '--baseline', '0.1', '--mde', '0.1', '--power', '0.02'],
      /--power must be above alpha \(0\.05\), got 0\.02/,
    ],
    [['power', '--baseline', '0.1', '--control', '50', '--power', '0.05'], /--power must be above alpha/],
    [
      ['size', '--baseline', '0.1', '--mde', '0.1', '--variance-reduction', '1'],
      /--variance-reduction must be/,
    ],
    [['size', '--baseline', '0.1'], /give --mde.* or --margin/],
    [['size', '--baseline', '0.1', '--mde', '0.1', '--margin', '0.1'], /give --mde.* or --margin/],
    [['size', '--baseline', '0.1', '--mde', '0.1', '--harm', 'increase'], /--harm goes with --margin/],
    [['size', '--baseline', '0.1', '--margin', '-0.1'], /--margin must be a number > 0/],
    [['size', '--baseline', '0.1', '--margin', '0.01', '--effect', '-0.02'], /harm of the margin or more/],
    [['boundaries', '--times', '0.00001'], /too little alpha .*add a later look/],
    [['boundaries', '--times', '0.5,1', '--alpha', '2'], /--alpha must be/],
    [['size', '--baseline', 'x', '--mde', '0.02'], /must be a number/],
    [['boundaries'], /give --looks or --times/],
    [['boundaries', '--times', '0.5,,1'], /numbers with commas/],
    [['boundaries', '--times', '0.5,0.4'], /must increase/],
  ])('%j is refused with one message', async (args, message) => {
    await main(['experiment', ...args]);
    expect(process.exitCode).toBe(2);
    expect(err).toMatch(message);
    expect(out).toBe('');
  });
});
