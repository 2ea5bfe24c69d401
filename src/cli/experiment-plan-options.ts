import { type Command, InvalidArgumentError, Option } from 'commander';
import type { Complete } from '../base/complete.js';

import { ensure, WinbackError } from '../base/errors.js';
import type { NonInferiorityPlan, ProportionSizeMethod, SizeOptions } from '../entries/stats.js';
import type { Language } from '../pipeline/terminal-texts.js';
import { type CommonFlags, terminalLanguageFlag, withCommonFlags } from './flags.js';

/** The options that `size` and `power` share. */
export interface PlanFlags extends CommonFlags {
  readonly baseline: number;
  readonly relative?: boolean | undefined;
  readonly sd?: number | undefined;
  readonly margin?: number | undefined;
  readonly harm?: 'decrease' | 'increase' | undefined;
  readonly effect?: number | undefined;
  readonly alpha: number;
  readonly power: number;
  readonly ratio: number;
  readonly oneSided?: boolean | undefined;
  readonly method?: ProportionSizeMethod | undefined;
  readonly varianceReduction: number;
  readonly inflation: number;
  readonly lang: Language;
}

/** A number from the command line; `Number('')` and `Number('1e')` must not pass. */
export function numberOf(value: string): number {
  const number = Number(value);
  if (value.trim() === '' || !Number.isFinite(number)) throw new InvalidArgumentError('It must be a number.');
  return number;
}

export function addPlanOptions(command: Command, json: string, examples: string): Command {
  const whole = command
    .requiredOption('--baseline <number>', 'rate without the treatment (or the mean, with --sd)', numberOf)
    .option('--relative', 'effect and margin are shares of the baseline (of its absolute value)')
    .option('--sd <number>', 'standard deviation of one user: the metric is a mean', numberOf)
    .option(
      '--margin <number>',
      'non-inferiority: largest tolerated harm, tested one-sided at --alpha as guardrails are',
      numberOf,
    )
    .addOption(
      new Option('--harm <direction>', 'with --margin: the direction that hurts (default decrease)').choices([
        'decrease',
        'increase',
      ]),
    )
    .option('--effect <number>', 'with --margin: true difference to plan for (default 0)', numberOf)
    .addOption(terminalLanguageFlag())
    .option('--alpha <number>', 'level', numberOf, 0.05)
    .option('--power <number>', 'chance to find the effect, above alpha', numberOf, 0.8)
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
    .option('--inflation <factor>', 'factor of a sequential plan (see boundaries)', numberOf, 1);
  return withCommonFlags(whole, json, examples);
}

export function planOf(flags: PlanFlags): Complete<SizeOptions> {
  const { alpha, power, ratio, oneSided = false, varianceReduction, inflation } = flags;
  return { alpha, power, ratio, oneSided, varianceReduction, inflation };
}

export function nonInferiorityOf(flags: PlanFlags, margin: number): NonInferiorityPlan {
  const { baseline, relative = false, harm = 'decrease', effect = 0, sd } = flags;
  const { oneSided: _, ...plan } = planOf(flags);
  return { ...plan, baseline, margin, relative, harm, effect, sd };
}

/** @throws WinbackError BAD_INPUT for flags that do not go together */
export function checkPlanFlags(flags: PlanFlags): void {
  const { baseline, relative, sd, method, margin, harm, effect } = flags;
  ensure(
    sd !== undefined || (baseline > 0 && baseline < 1),
    `--baseline ${baseline} is no rate between 0 and 1; for a mean give its spread with --sd`,
  );
  ensure(!relative || baseline !== 0, '--baseline 0 with --relative: a share of 0 is 0');
  ensure(method === undefined || sd === undefined, '--method is for rates; a mean (--sd) uses the t test');
  ensure(
    method === undefined || margin === undefined,
    '--method is for tests against no effect; --margin has its own (Farrington and Manning)',
  );
  const alone = harm !== undefined ? '--harm' : effect !== undefined ? '--effect' : '';
  ensure(margin !== undefined || alone === '', `${alone} goes with --margin`);
}

/** Runs `work`; errors name the flag instead of the option of the library. */
export function withFlagNames<T>(work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof WinbackError)) throw error;
    throw new WinbackError(error.code, flagged(error.message), { cause: error });
  }
}

function flagged(message: string): string {
  const flag = (name: string): string =>
    `--${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
  return message
    .replace(/\b(?:plan|boundaries)\.([a-zA-Z]+)/g, (_, name: string) => flag(name))
    .replace(/^boundaries need looks or times$/, 'give --looks or --times')
    .replace(/^(mde|effect|control|baseline|power|times|looks)\b/, (_, name: string) =>
      flag(name === 'effect' ? 'mde' : name),
    );
}
