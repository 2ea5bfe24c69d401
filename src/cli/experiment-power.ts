import type { Command } from 'commander';

import { ensure } from '../base/errors.js';
import { meanMde, meanPower, nonInferiorityPower, proportionMde, proportionPower } from '../entries/stats.js';
import { commandTexts } from '../pipeline/terminal-texts.js';
import {
  addPlanOptions,
  checkPlanFlags,
  nonInferiorityOf,
  numberOf,
  type PlanFlags,
  planOf,
  withFlagNames,
} from './experiment-plan-options.js';
import { printJson } from './terminal.js';

interface Flags extends PlanFlags {
  readonly control: number;
  readonly mde?: number | undefined;
}

const examples = `
Examples:
  $ winback experiment power --baseline 0.05 --mde 0.02 --control 2213     the power of 2213 users each
  $ winback experiment power --baseline 0.05 --control 2213 --power 0.9    the smallest effect they find
  $ winback experiment power --baseline 0.05 --margin 0.01 --control 5906  the chance to show a harm below a point`;

/** winback experiment power */
export function addExperimentPower(parent: Command): void {
  const command = parent
    .command('power')
    .description('power of a given number of users, or without --mde the smallest effect they find')
    .requiredOption('--control <users>', 'users in control (--ratio times as many are treated)', numberOf)
    .option('--mde <number>', 'effect to find', numberOf);
  addPlanOptions(command, 'the power', examples).action(run);
}

function run(flags: Flags): void {
  checkPlanFlags(flags);
  const result = withFlagNames(() => resultOf(flags));
  if (flags.json === true) {
    printJson({ control: flags.control, ...result });
    return;
  }
  const t = commandTexts(flags.lang).power;
  const power = String(result.power);
  const line = 'margin' in result ? t.margin(power, String(result.margin)) : t.mde(power, String(result.mde));
  process.stdout.write(`${line}\n`);
}

function resultOf(flags: Flags) {
  const { control, mde, margin } = flags;
  ensure(mde === undefined || margin === undefined, '--mde and --margin are two tests: give one of them');
  if (margin !== undefined)
    return { power: nonInferiorityPower(nonInferiorityOf(flags, margin), control), margin };
  return mde === undefined ? smallestEffect(flags) : powerAt(flags, mde);
}

function powerAt(flags: Flags, mde: number): { power: number; mde: number } {
  const plan = planOf(flags);
  const { baseline, relative = false, sd, control, method = 'pooled' } = flags;
  const power =
    sd === undefined
      ? proportionPower({ ...plan, baseline, mde, relative, method }, control)
      : meanPower({ ...plan, sd, effect: relative ? Math.abs(baseline) * mde : mde }, control);
  return { power, mde };
}

function smallestEffect(flags: Flags): { power: number; mde: number } {
  const plan = planOf(flags);
  const { baseline, relative = false, sd, control, power, method = 'pooled' } = flags;
  if (sd === undefined)
    return { power, mde: proportionMde({ ...plan, baseline, relative, method }, control) };
  const effect = meanMde({ ...plan, sd }, control);
  return { power, mde: relative ? effect / Math.abs(baseline) : effect };
}
