import { existsSync } from 'node:fs';
import path from 'node:path';

import { type Command, Option } from 'commander';

import type { Check } from '../base/options.js';
import { sizeCurves } from '../entries/experiment.js';
import { writeOutputs } from '../entries/registry.js';
import { type ExperimentWithTexts, experimentTexts } from '../entries/report.js';
import {
  analyzeExperiment,
  type ExperimentConfig,
  experimentConfig,
  loadExperiment,
  renderExperimentReport,
} from '../index.js';
import { readConfig } from '../pipeline/config-file.js';
import { experimentOrigin } from '../pipeline/experiment/origin.js';
import { nowUtc } from './environment.js';
import { exitCode } from './exit-code.js';
import { abortable, printJson } from './terminal.js';

interface Options {
  readonly config: string;
  readonly data?: string | undefined;
  readonly out: string;
  readonly lang: 'zh' | 'en';
  readonly json?: boolean | undefined;
}

const examples = `
Examples:
  $ winback experiment analyze --config examples/hillstrom/winback.yaml --data data/hillstrom --out out/hillstrom
  $ winback experiment analyze --config experiment.yaml --lang en --json > summary.json

Exit codes: 0 the experiment is valid, 1 a validity check failed, 2 bad input.`;

/** winback experiment analyze */
export function addExperimentAnalyze(parent: Command): void {
  parent
    .command('analyze')
    .description('one experiment: effects, validity, sequential looks, decision and report')
    .requiredOption('--config <file>', 'YAML or JSON file of the experiment')
    .option('--data <dir>', 'folder that data paths start from (default: the folder of the config)')
    .option('--out <dir>', 'folder for the report and summary.json', 'out/experiment')
    .addOption(new Option('--lang <language>', 'language of the report').choices(['zh', 'en']).default('zh'))
    .option('--json', 'print the summary as one JSON document')
    .option('--verbose', 'show the stack of an error')
    .addHelpText('after', examples)
    .action(runAnalyze);
}

const configCheck: Check<ExperimentConfig> = (value) => experimentConfig(value);

async function runAnalyze(options: Options): Promise<void> {
  const config = await readConfig(options.config, configCheck);
  const summary = await abortable((signal) => analyzed(config, options, signal));
  if (options.json === true) printJson(summary);
  process.stderr.write(shortText(summary, options));
  if (summary.checks.some((c) => c.status === 'failed')) process.exitCode = exitCode.gateFailed;
}

async function analyzed(config: ExperimentConfig, options: Options, signal: AbortSignal) {
  const data = await loadExperiment(config, { resolvePath: (file) => dataPath(file, options), signal });
  const result = await analyzeExperiment(data, config, { signal });
  const report = await renderExperimentReport(
    { result, sampleSize: sizeCurves(result) },
    {
      language: options.lang,
      signal,
      origin: experimentOrigin(path.basename(options.config), data, nowUtc()),
    },
  );
  const summary = { ...(await experimentTexts(result)), files: [...report.keys(), 'summary.json'] };
  report.set('summary.json', `${JSON.stringify(summary, null, 1)}\n`);
  await writeOutputs(options.out, report, signal);
  return summary;
}

/** The data folder's own file, or one in its subfolder named as the config's folder (examples/NAME). */
function dataPath(file: string, { data, config }: Options): string {
  const folder = data ?? path.dirname(config);
  const direct = path.resolve(folder, file);
  const inNamed = path.resolve(folder, path.basename(path.dirname(path.resolve(config))), file);
  return !existsSync(direct) && existsSync(inNamed) ? inNamed : direct;
}

function shortText(result: ExperimentWithTexts, { lang, out }: Options): string {
  const lines = [
    `${result.experiment}: ${result.decision}${result.decidedVariant === null ? '' : ` (${result.decidedVariant})`}`,
    ...result.reasons.map((r) => `  ${r.text[lang]}`),
    `-> ${path.join(out, 'experiment_report.md')}`,
  ];
  return `${lines.join('\n')}\n`;
}
