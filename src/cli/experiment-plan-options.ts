import { type Command, InvalidArgumentError, Option } from 'commander';

import type { ProportionSizeMethod, SizeOptions } from '../index.js';

/** The options that `size` and `power` share. */
export interface PlanFlags {
  readonly baseline: number;
  readonly relative?: boolean;
  readonly sd?: number;
  readonly alpha: number;
  readonly power: number;
  readonly ratio: number;
  readonly oneSided?: boolean;
  readonly method?: ProportionSizeMethod;
  readonly varianceReduction: number;
  readonly inflation: number;
  readonly json?: boolean;
}

/** A number from the command line; `Number('')` and `Number('1e')` must not pass. */
export function numberOf(value: string): number {
  const number = Number(value);
  if (value.trim() === '' || !Number.isFinite(number)) throw new InvalidArgumentError('It must be a number.');
  return number;
}

export function addPlanOptions(command: Command): Command {
  return command
    .requiredOption('--baseline <number>', 'rate without the treatment (or the mean, with --sd)', numberOf)
    .option('--relative', 'the effect is a share of the baseline')
    .option('--sd <number>', 'standard deviation of one user: the metric is a mean', numberOf)
    .option('--alpha <number>', 'level', numberOf, 0.05)
    .option('--power <number>', 'chance to find the effect', numberOf, 0.8)
    .option('--ratio <number>', 'treatment users per control user', numberOf, 1)
    .option('--one-sided', 'only one direction counts')
    .addOption(
      new Option('--method <name>', 'formula for rates (default pooled)').choices([
        'pooled',
        'unpooled',
        'arcsine',
        'fleiss',
      ]),
    )
    .option('--variance-reduction <share>', 'share of the variance CUPED removes', numberOf, 0)
    .option('--inflation <factor>', 'factor of a sequential plan (see boundaries)', numberOf, 1)
    .option('--json', 'print one JSON document')
    .option('--verbose', 'show the stack of an error');
}

export function planOf(flags: PlanFlags): Required<SizeOptions> {
  const { alpha, power, ratio, oneSided = false, varianceReduction, inflation } = flags;
  return { alpha, power, ratio, oneSided, varianceReduction, inflation };
}
