import { type Command, InvalidArgumentError, Option } from 'commander';

import {
  type Boundaries,
  type BoundaryOptions,
  bayesianStops,
  boundaries,
  calibratedWin,
  planCharacteristics,
} from '../entries/stats.js';
import { commandTexts, type Language } from '../pipeline/terminal-texts.js';
import { numberOf, withFlagNames } from './experiment-plan-options.js';
import { type CommonFlags, terminalLanguageFlag, withCommonFlags } from './flags.js';
import { printJson } from './terminal.js';

interface Flags extends CommonFlags {
  readonly looks?: number | undefined;
  readonly times?: readonly number[] | undefined;
  readonly spending: 'obrien-fleming' | 'pocock' | 'hwang-shih-decani';
  readonly family: 'lan-demets' | 'classic' | 'reference';
  readonly alpha: number;
  readonly power: number;
  readonly oneSided?: boolean | undefined;
  readonly convention: 'per-side' | 'total';
  readonly gamma: number;
  readonly win?: number | undefined;
  readonly lose?: number | undefined;
  readonly lang: Language;
}

const examples = `
Examples:
  $ winback experiment boundaries --looks 5 --spending obrien-fleming      4.877 3.357 2.680 2.290 2.031
  $ winback experiment boundaries --times 0.2,0.5,1 --spending pocock
  $ winback experiment boundaries --looks 5 --family classic               2.040 sqrt(5 / k)
  $ winback experiment boundaries --looks 14 --win 0.99                    false wins 5 %, not 1 %

A look too early to spend anything has no boundary: "never", and in JSON z = 1.7976931348623157e+308, the largest double.`;

/** winback experiment boundaries */
export function addExperimentBoundaries(parent: Command): void {
  const command = parent
    .command('boundaries')
    .description('when a running experiment may stop: z at each look, so that the whole plan keeps its level')
    .option('--looks <number>', 'equally spaced looks', numberOf)
    .option('--times <list>', 'information fractions of the looks, e.g. 0.2,0.5,1', timesOf)
    .addOption(
      new Option('--spending <name>', 'shape')
        .choices(['obrien-fleming', 'pocock', 'hwang-shih-decani'])
        .default('obrien-fleming'),
    )
    .addOption(
      new Option(
        '--family <name>',
        'spending function, fixed looks, or the baseline rule of the reference script (not level alpha)',
      )
        .choices(['lan-demets', 'classic', 'reference'])
        .default('lan-demets'),
    )
    .option('--alpha <number>', 'level of the whole plan', numberOf, 0.05)
    .option('--power <number>', 'power for which the inflation of the sample size is printed', numberOf, 0.8)
    .option('--one-sided', 'only one direction stops')
    .addOption(
      new Option('--convention <name>', 'spend alpha / 2 on each side, or alpha on both together')
        .choices(['per-side', 'total'])
        .default('per-side'),
    )
    .addOption(terminalLanguageFlag())
    .option('--gamma <number>', 'parameter of hwang-shih-decani', numberOf, -4)
    .option('--win <probability>', 'also what stopping at this posterior P(better) does on average', numberOf)
    .option('--lose <probability>', 'and at this one or less (default 0.05)', numberOf);
  withCommonFlags(command, 'the boundaries', examples).action(run);
}

function timesOf(value: string): readonly number[] {
  const times = value.split(',').map((part) => Number(part.trim() === '' ? Number.NaN : part));
  if (!times.every(Number.isFinite))
    throw new InvalidArgumentError('It must be numbers with commas between.');
  return times;
}

function run({
  json,
  quiet: _,
  verbose: __,
  power,
  looks,
  times,
  oneSided = false,
  win,
  lose,
  lang,
  ...rest
}: Flags): void {
  const options: BoundaryOptions = { ...rest, oneSided, looks, times };
  const plan = withFlagNames(() => boundaries(options));
  const { inflation, expectedUnderEffect, powerByLook, alphaUnspent } = withFlagNames(() =>
    planCharacteristics(plan, power),
  );
  const posterior = posteriorRule(plan, win, lose);
  if (json === true) {
    const z = plan.z.map((bound) => Math.min(bound, Number.MAX_VALUE));
    const rule = posterior === null ? {} : { posterior };
    printJson({ ...plan, z, ...rule, power, inflation, expectedUnderEffect, powerByLook, alphaUnspent });
    return;
  }
  const t = commandTexts(lang).boundaries;
  const lines = [...tableOf(plan, t), t.size(inflation.toFixed(4), expectedUnderEffect.toFixed(4))];
  const last = plan.times.at(-1)!;
  if (last < 1) lines.push(t.early(String(last), alphaUnspent.toPrecision(3), String(plan.alpha)));
  if (posterior !== null) lines.push(posteriorText(posterior, rest.alpha / 2, t));
  process.stdout.write(`${lines.join('\n')}\n`);
}

type Wording = ReturnType<typeof commandTexts>['boundaries'];

/** The heading, then a line for each look. */
function tableOf({ z, times, nominalP, alphaSpent }: Boundaries, t: Wording): readonly string[] {
  const rows = z.map((bound, k) => [
    times[k]!.toFixed(4),
    Number.isFinite(bound) ? bound.toFixed(6) : t.never,
    nominalP[k]!.toPrecision(5),
    alphaSpent[k]!.toPrecision(5),
  ]);
  return [[t.information, 'z', t.atLook, t.spent], ...rows].map((cells) => cells.map(cellOf).join(''));
}

type PosteriorRule = NonNullable<ReturnType<typeof posteriorRule>>;

function posteriorText({ none, calibratedWin }: PosteriorRule, level: number, t: Wording): string {
  return t.posterior(none.win.toFixed(4), none.lose.toFixed(4), String(level), calibratedWin.toFixed(5));
}

/** A cell of 15 places; Chinese characters take two. */
function cellOf(text: string): string {
  const wide = [...text].filter((letter) => letter > '\u2e7f').length;
  return text.padStart(15 - wide);
}

/** False wins and losses of stopping by the posterior at the looks of the plan; null where not asked for. */
function posteriorRule({ times, alpha }: Boundaries, win?: number, lose?: number) {
  if (win === undefined && lose === undefined) return null;
  const rule = { times, win, lose };
  const { won, lost } = bayesianStops(rule);
  return { none: { win: won.at(-1)!, lose: lost.at(-1)! }, calibratedWin: calibratedWin(rule, alpha / 2) };
}
