import { z } from 'zod';

import { meanPower, meanSampleSize, proportionPower, proportionSampleSize } from '../../entries/stats.js';
import { tool } from '../tool.js';
import { shellText } from '../words.js';

const number = z.number();
const asked = {
  ...{
    baseline: number,
    mde: number,
    relative: z.boolean().default(false),
    sd: number.positive().optional(),
  },
  ...{ alpha: number.default(0.05), power: number.default(0.8), ratio: number.default(1) },
};

interface Asked {
  readonly baseline: number;
  readonly mde: number;
  readonly relative: boolean;
  readonly sd?: number | undefined;
  readonly alpha: number;
  readonly power: number;
  readonly ratio: number;
}

const effectOf = ({ baseline, mde, relative }: Asked): number => (relative ? Math.abs(baseline) * mde : mde);

function flagsOf({ baseline, mde, relative, sd, alpha, power, ratio }: Asked): readonly string[] {
  return [
    ...['--baseline', baseline, '--mde', mde, ...(relative ? ['--relative'] : [])],
    ...(sd === undefined ? [] : ['--sd', sd]),
    ...['--alpha', alpha, '--power', power, '--ratio', ratio, '--json'],
  ].map(String);
}

const commandOf = (what: string, flags: readonly string[]): string =>
  ['winback', 'experiment', what, ...flags].map(shellText).join(' ');

export const experimentSize = tool('experiment_size', asked, async (_context, given) => {
  const { baseline, mde, relative, sd, alpha, power, ratio } = given;
  const plan = { alpha, power, ratio };
  const size =
    sd === undefined
      ? proportionSampleSize({ ...plan, baseline, mde, relative })
      : meanSampleSize({ ...plan, sd, effect: effectOf(given) });
  const total = size.control + size.treatment;
  return { answer: { ...size, total }, records: [], command: commandOf('size', flagsOf(given)) };
});

export const experimentPower = tool(
  'experiment_power',
  { ...asked, control: z.number().int().min(2).max(1e9) },
  async (_context, given) => {
    const { baseline, mde, relative, sd, alpha, ratio, control } = given;
    const power =
      sd === undefined
        ? proportionPower({ alpha, ratio, baseline, mde, relative }, control)
        : meanPower({ alpha, ratio, sd, effect: effectOf(given) }, control);
    const flags = ['--control', String(control), ...flagsOf(given)];
    return { answer: { control, power, mde }, records: [], command: commandOf('power', flags) };
  },
);
