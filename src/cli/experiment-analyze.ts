import path from 'node:path';

import type { Command } from 'commander';

import type { ExperimentWithTexts } from '../entries/report.js';
import { readConfig } from '../pipeline/config-file.js';
import { readExperimentConfig } from '../pipeline/experiment/read-config.js';
import { type OpenRegister, withRegister } from '../pipeline/experiment/registers.js';
import { runExperiment } from '../pipeline/experiment/run.js';
import { writeBackExperiment } from '../pipeline/experiment/write-back.js';
import { reportTexts } from '../pipeline/terminal-texts.js';
import { checkWriteBack } from '../pipeline/write-back.js';
import { writeBackSection } from '../pipeline/write-back-config.js';
import { nowUtc } from './environment.js';
import { exitCode } from './exit-code.js';
import { type CommonFlags, languageFlag, withCommonFlags } from './flags.js';
import { outputIn } from './object-flags.js';
import { type RegisterFlags, registerPlace, withRegisterFlags } from './register-flags.js';
import { abortable, ProgressBar, printJson, tellWritten } from './terminal.js';

interface Options extends CommonFlags, RegisterFlags {
  readonly config: string;
  readonly data?: string | undefined;
  readonly out: string;
  readonly lang: 'zh' | 'en';
}

const examples = `
Examples:
  $ winback experiment analyze --config examples/hillstrom/winback.yaml --data data/hillstrom --out out/hillstrom
  $ winback experiment analyze --config experiment.yaml --lang en --json > summary.json
  $ winback experiment analyze --config experiment.yaml --register experiments
  $ winback experiment analyze --config experiment.yaml --state winback.db --project shop

Exit codes: 0 the experiment is valid, 1 a validity check failed, 2 bad input.`;

/** winback experiment analyze */
export function addExperimentAnalyze(parent: Command): void {
  const command = parent
    .command('analyze')
    .description('one experiment: effects, validity, sequential looks, decision and report')
    .requiredOption('--config <file>', 'YAML or JSON file of the experiment')
    .option('--data <dir>', 'folder that data paths start from (default: the folder of the config)')
    .option('--out <dir>', 'folder (or s3://bucket/prefix) for the report and summary.json', 'out/experiment')
    .addOption(languageFlag());
  withRegisterFlags(
    command,
    'check the experiment against this register (also s3://...), and keep the look of its plan',
  );
  withCommonFlags(command, 'the summary', examples).action(analyze);
}

async function analyze(options: Options): Promise<void> {
  const { config: file, out: folder, lang: language } = options;
  const place = registerPlace(options);
  const config = await readExperimentConfig(file);
  const root = options.data ?? path.dirname(file);
  // With --data, the data of examples/NAME lie in DIR or in DIR/NAME.
  const inside = path.basename(path.dirname(path.resolve(file)));
  const output = { folder, language, now: nowUtc(), configName: path.basename(file) };
  const writeBack = await readConfig(file, writeBackSection);
  const places = { root, environment: process.env };
  await checkWriteBack(writeBack, places);
  const progress = new ProgressBar(options.quiet === true, options.lang);
  const analysed = async (signal: AbortSignal, open: OpenRegister | null) => {
    const run = await runExperiment(config, {
      ...{ root, inside, signal, onProgress: progress.update, output },
      ...{ register: open?.register, environment: process.env },
    });
    await open?.keep(run);
    if (writeBack !== null)
      tellWritten(await writeBackExperiment(writeBack, config, run.result, { signal, ...places }), language);
    return run;
  };
  const { summary, files } = await abortable((signal) =>
    place === null
      ? analysed(signal, null)
      : withRegister(place, config, output.now, (open) => analysed(signal, open)),
  ).finally(() => progress.end());
  if (options.json === true) printJson({ ...summary, files });
  process.stderr.write(shortText(summary, options));
  if (summary.checks.some(({ status }) => status === 'failed')) process.exitCode = exitCode.gateFailed;
}

function shortText(result: ExperimentWithTexts, { lang, out }: Options): string {
  const { colon, commands } = reportTexts(lang);
  const lines = [
    `${result.experiment}${colon}${commands.verdicts[result.decision]}${result.decidedVariant === null ? '' : ` (${result.decidedVariant})`}`,
    ...result.reasons.map((r) => `  ${r.text[lang]}`),
    `-> ${outputIn(out, 'experiment_report.md')}`,
  ];
  return `${lines.join('\n')}\n`;
}
