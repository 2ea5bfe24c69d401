import type { Command } from 'commander';

import { ensure } from '../base/errors.js';
import { daysNeeded, nonInferioritySize, type SampleSize } from '../entries/stats.js';
import { meanSampleSize, proportionSampleSize } from '../index.js';
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
  readonly mde?: number | undefined;
  readonly usersPerDay?: number | undefined;
}

const examples = `
Examples:
  $ winback experiment size --baseline 0.05 --mde 0.02                    2213 each
  $ winback experiment size --baseline 0.05 --mde 0.02 --power 0.9        2962 each
  $ winback experiment size --baseline 0.05 --mde 0.1 --relative --users-per-day 4000
  $ winback experiment size --baseline 40 --sd 35 --mde 0.05 --relative --variance-reduction 0.4
  $ winback experiment size --baseline 0.05 --margin 0.01                 not worse by a point: 5906 each
  $ winback experiment size --baseline 40 --sd 35 --margin 0.02 --relative --power 0.9`;

/** winback experiment size */
export function addExperimentSize(parent: Command): void {
  const command = parent
    .command('size')
    .description(
      'users needed to find an effect, or (--margin) to show that there is no harm, for a rate or (with --sd) a mean',
    )
    .option('--mde <number>', 'smallest effect worth finding', numberOf)
    .option(
      '--users-per-day <number>',
      'users entering the experiment each day: prints the days needed',
      numberOf,
    );
  addPlanOptions(command, 'the sizes', examples).action(run);
}

function run(flags: Flags): void {
  checkPlanFlags(flags);
  const size = withFlagNames(() => sizeOf(flags));
  const days = flags.usersPerDay === undefined ? null : daysNeeded(size, flags.usersPerDay);
  if (flags.json === true) {
    printJson({ ...size, total: size.control + size.treatment, days });
    return;
  }
  const t = commandTexts(flags.lang).size;
  const time = days === null ? [] : [t.days(String(days), String(flags.usersPerDay))];
  const how = [size.method, ...time].join(', ');
  process.stdout.write(`${t.users(String(size.control), String(size.treatment), how)}\n`);
}

function sizeOf(flags: Flags): SampleSize {
  const { baseline, mde, margin, relative = false, sd, method = 'pooled' } = flags;
  ensure(
    (mde === undefined) !== (margin === undefined),
    'give --mde, the effect to find, or --margin, the harm to rule out',
  );
  if (margin !== undefined) return nonInferioritySize(nonInferiorityOf(flags, margin));
  const plan = planOf(flags);
  if (sd === undefined) return proportionSampleSize({ ...plan, baseline, mde: mde!, relative, method });
  return meanSampleSize({ ...plan, sd, effect: relative ? Math.abs(baseline) * mde! : mde! });
}
