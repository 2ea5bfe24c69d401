import { readFile } from 'node:fs/promises';
import path from 'node:path';

import type { Command } from 'commander';
import { Option } from 'commander';

import { WinbackError } from '../base/errors.js';
import type { DayLog, DriftEvidence, DriftRun, PeerDefinition } from '../entries/monitor.js';
import { driftRules, runDrift } from '../entries/monitor.js';
import { writeFiles } from '../entries/registry.js';
import { loadModel } from '../index.js';
import { churnConfig } from '../pipeline/churn/config.js';
import { readConfig } from '../pipeline/config-file.js';
import { encodingWarning } from '../pipeline/cut-file.js';
import { driftLines } from '../pipeline/drift/lines.js';
import { type Language, reportTexts } from '../pipeline/terminal-texts.js';
import type { AddCommand } from './commands.js';
import { nowUtc } from './environment.js';
import { exitCode } from './exit-code.js';
import { type CommonFlags, languageFlag, withCommonFlags } from './flags.js';
import { threadCount } from './numeric.js';
import { abortable, ProgressBar, printJson, warningsTo } from './terminal.js';

interface Options extends CommonFlags {
  readonly model: string;
  readonly input: string;
  readonly out?: string | undefined;
  readonly rules?: string | undefined;
  readonly day?: string | undefined;
  readonly config?: string | undefined;
  readonly data?: string | undefined;
  readonly label?: string | undefined;
  readonly reference?: string | undefined;
  readonly definition: PeerDefinition | 'winback';
  readonly evidence?: string | undefined;
  readonly disjointUsers?: boolean | undefined;
  readonly encoding?: string | undefined;
  readonly lang: Language;
  readonly threads?: string | undefined;
  readonly digest?: string | undefined;
}

const examples = `
Examples:
  $ winback drift --model out/churn/model --input today.parquet
  $ winback drift --model out/churn/model --input today.parquet --day 2026-03-02 --evidence evidence.json --out out/drift
  $ winback drift --model out/churn/model --input today.parquet --definition evidently --json > drift.json

Exit codes: 0 no certain drift, 1 certain drift (the report is complete), 2 bad input.`;

/** winback drift */
export const addDrift: AddCommand = (program: Command) => {
  const command = program
    .command('drift')
    .description("how far a file's rows are from those that the model learnt from, and how sure that is")
    .requiredOption('--model <dir>', 'folder of the stored model; verified before use')
    .requiredOption('--input <file>', '.csv, .parquet, .arrow, .jsonl, .json or .xlsx, also .gz')
    .option('--out <dir>', 'folder for the report (default: nothing is written)')
    .option('--rules <file>', 'YAML or JSON file with limit, calendar, history, expected')
    .option('--day <date>', 'day of the rows, YYYY-MM-DD')
    .option('--config <file>', 'configuration of the training: names new events of the log it points to')
    .option('--data <dir>', 'folder that its data paths start from (default: the folder of the config)')
    .option('--label <column>', 'final labels, 1 = left: compares the share of users who left')
    .option(
      '--reference <file>',
      'rows of the training, of other users: a classifier tries to tell them apart',
    )
    .addOption(
      new Option('--definition <whose>', 'also prints the numbers of another tool')
        .choices(['winback', 'evidently', 'nannyml'])
        .default('winback'),
    )
    .option(
      '--evidence <file>',
      'JSON file in which evidence is gathered over days; made where it is missing',
    )
    .option('--disjoint-users', 'no user of this day was in an earlier one: the day counts at once')
    .option('--encoding <name>', 'encoding of the input, such as gb18030 (default: found by looking)')
    .addOption(languageFlag())
    .option('--threads <n>', 'threads (default: all; 1 for few rows)')
    .option('--digest <sha256>', 'digest the model must have, from a trusted place');
  withCommonFlags(command, 'the comparison', examples).action(drift);
};

async function drift(options: Options): Promise<void> {
  const { lang: language, input, evidence: evidenceFile } = options;
  const threads = threadCount(options.threads);
  const rules = options.rules === undefined ? {} : await readConfig(options.rules, driftRules);
  const evidence = evidenceFile === undefined ? undefined : await evidenceOf(evidenceFile);
  const progress = new ProgressBar(options.quiet === true, language);
  const model = await loadModel(options.model, { digest: options.digest });
  try {
    const log = await logOf(options);
    const run = await abortable((signal) =>
      runDrift(model, input, {
        rules: options.day === undefined ? rules : { ...rules, day: options.day },
        label: options.label,
        log,
        reference: options.reference,
        definition: options.definition === 'winback' ? undefined : options.definition,
        ...{ evidence, disjointUsers: options.disjointUsers, encoding: options.encoding, threads, signal },
        onEncoding: (encoding) => warningsTo(language)(encodingWarning(input, encoding, language)),
        onProgress: progress.update,
        environment: process.env,
        output: options.out === undefined ? undefined : { folder: options.out, language, now: nowUtc() },
      }),
    ).finally(() => progress.end());
    if (evidenceFile !== undefined) await storeEvidence(evidenceFile, run);
    const { manifest, digest } = model;
    if (options.json === true) {
      const { report, peer, evidence: step, unseenEvents, files } = run;
      printJson({
        input,
        model: { name: manifest.name, digest },
        ...report,
        peer,
        evidence: step,
        unseenEvents,
        files,
      });
    }
    say(run, options);
    if (run.report.state === 'certain') process.exitCode = exitCode.gateFailed;
  } finally {
    model.classifier.close();
  }
}

/** null where the file is not there yet. */
async function evidenceOf(file: string): Promise<DriftEvidence | null> {
  const text = await readFile(file, 'utf8').catch((cause: NodeJS.ErrnoException) => {
    if (cause.code === 'ENOENT') return null;
    throw new WinbackError('IO', `cannot read ${file}: ${cause.message}`, { cause });
  });
  if (text === null) return null;
  try {
    // nextEvidence checks it.
    return JSON.parse(text) as DriftEvidence;
  } catch (cause) {
    throw new WinbackError('BAD_INPUT', `${file} is not JSON: ${(cause as Error).message}`, { cause });
  }
}

async function storeEvidence(file: string, { evidence }: DriftRun): Promise<void> {
  await writeFiles(
    path.dirname(file),
    new Map([[path.basename(file), `${JSON.stringify(evidence!.evidence, null, 1)}\n`]]),
  );
}

/** The event log of the configuration; undefined without one. */
async function logOf({ config: file, data }: Options): Promise<DayLog | undefined> {
  if (file === undefined) return undefined;
  const config = await readConfig(file, churnConfig);
  if (config.kind !== 'events')
    throw new WinbackError('BAD_INPUT', `--config ${file}: its features are not made from events`);
  return { config, root: data ?? path.dirname(file), environment: process.env };
}

function say({ report, unseenEvents }: DriftRun, { lang, out }: Options): void {
  const t = reportTexts(lang);
  const lines = [
    ...driftLines(report, t),
    ...unseenEvents.map(({ name, rows, line }) => t.drift.terminal.event(name, String(rows), line)),
  ];
  const written = out === undefined ? [] : [t.drift.terminal.written(out)];
  process.stderr.write([...lines, ...written].map((line) => `${line}\n`).join(''));
}
