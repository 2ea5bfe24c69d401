import type { Command } from 'commander';
import { integer } from '../base/options.js';
import type { NumberFormat } from '../entries/features.js';
import { scoreFile } from '../index.js';
import { readConfig } from '../pipeline/config-file.js';
import { encodingWarning } from '../pipeline/cut-file.js';
import { planColumns } from '../pipeline/plan/columns.js';
import { expectedRows } from '../pipeline/score/expected-rows.js';
import { checkScoreFiles } from '../pipeline/score/options.js';
import type { ScoreWarning } from '../pipeline/score/warnings.js';
import { commandTexts, type Language } from '../pipeline/terminal-texts.js';
import type { AddCommand } from './commands.js';
import {
  byteOrderMark,
  type CommonFlags,
  createOnlyFlag,
  numberFormatFlag,
  terminalLanguageFlag,
  withCommonFlags,
} from './flags.js';
import { type ModelFlags, modelOf, withModelFlags } from './model-source.js';
import { flagNumber, threadCount } from './numeric.js';
import { abortable, ProgressBar, printJson, retriesTo, warningsTo } from './terminal.js';

interface Options extends CommonFlags, ModelFlags {
  readonly input: string;
  readonly output: string;
  readonly id?: string | undefined;
  readonly encoding?: string | undefined;
  readonly numberFormat?: NumberFormat | undefined;
  readonly keep?: readonly string[] | undefined;
  readonly config?: string | undefined;
  readonly reasons?: string | undefined;
  readonly bom?: boolean | undefined;
  readonly createOnly?: boolean | undefined;
  readonly lang: Language;
  readonly batchRows?: string | undefined;
  readonly threads?: string | undefined;
}

const examples = `
Examples:
  $ winback score --model out/churn/model --input users.parquet --output scores.parquet
  $ winback score --model out/churn/model --input today.parquet --output scores.csv --keep tenure_days channel
  $ winback score --registry registry --name production --input today.parquet --output scores.parquet
  $ winback score --model out/churn/model --input 's3://lake/today.parquet?region=eu-west-1' --output s3://lake/scores.parquet
  $ winback score --model out/churn/model --input today.parquet --output scores.csv --reasons 3 --lang zh

The output has the id, churn_prob, risk_tier and contact (1 = at or above the model's threshold), in input order, then what
\`winback plan\` reads: pay_amt_30 (with a model of events) and the columns that the training's plan named.

--reasons N adds the N features that move each user's score the most: their name, the user's value, what it adds to the log odds
before calibration (Tree SHAP, or the term of a logistic regression), and words in --lang. They are written from the strongest on;
of equal ones the model's first feature is first.`;

/** winback score */
export const addScore: AddCommand = (program: Command) => {
  const command = program
    .command('score')
    .description('batch scoring of CSV, Parquet or Arrow files of any size in bounded memory')
    .requiredOption(
      '--input <file>',
      '.csv, .parquet, .arrow, .jsonl, .json or .xlsx, also .gz; or s3://..., oss://...',
    )
    .requiredOption(
      '--output <file>',
      '.csv, .parquet or .arrow; or s3://..., oss://...; appears when complete',
    )
    .option('--id <column>', "column that names the user (default: the model's); - for row numbers")
    .option('--encoding <name>', 'encoding of the input, such as gb18030 (default: found by looking)')
    .addOption(numberFormatFlag('the numbers of the input'))
    .option('--keep <columns...>', 'more columns to carry over')
    .option('--reasons <n>', 'reasons of each score, as columns (default: none)')
    .option('--config <file>', 'configuration of a plan: the columns it names are carried over as well')
    .option(...byteOrderMark)
    .option(...createOnlyFlag)
    .addOption(terminalLanguageFlag())
    .option('--batch-rows <n>', 'batch size when scoring outside DuckDB', '65536')
    .option('--threads <n>', 'threads (default: all; 1 for batches below 50,000 rows)');
  withCommonFlags(withModelFlags(command), 'what was done', examples).action(score);
};

async function score(options: Options): Promise<void> {
  const { input, output } = options;
  checkScoreFiles(input, output, options.bom);
  const progress = new ProgressBar(options.quiet === true, options.lang);
  const threads = threadCount(options.threads);
  const batchRows = batchRowsOf(options);
  const planned = options.config === undefined ? [] : await readConfig(options.config, planColumns);
  const keep = [...new Set([...planned, ...(options.keep ?? [])])];
  const model = await modelOf(options);
  const started = performance.now();
  const warnings: ScoreWarning[] = [];
  try {
    const expected = await expectedRows(input);
    const rows = await abortable((signal) =>
      scoreFile(model, input, output, {
        id: options.id === '-' ? null : options.id,
        keep,
        reasons: reasonCount(options),
        bom: options.bom,
        encoding: options.encoding,
        numberFormat: options.numberFormat,
        onWarning: (warning) => warnings.push(warning),
        language: options.lang,
        onEncoding: (encoding) => warningsTo(options.lang)(encodingWarning(input, encoding, options.lang)),
        batchRows,
        threads,
        signal,
        environment: process.env,
        createOnly: options.createOnly,
        onRetry: retriesTo(options.lang),
        onProgress: (step) => progress.update({ ...step, total: step.total ?? expected }),
      }),
    ).finally(() => progress.end());
    const seconds = (performance.now() - started) / 1e3;
    if (options.json === true)
      printJson({ input, output, rows, seconds, model: model.manifest.name, digest: model.digest, warnings });
    for (const { text } of warnings) warningsTo(options.lang)(text);
    const { done } = commandTexts(options.lang).score;
    process.stderr.write(`${done(String(rows), seconds.toFixed(1), output)}\n`);
  } finally {
    model.classifier.close();
  }
}

function reasonCount({ reasons }: Options): number | undefined {
  if (reasons === undefined) return undefined;
  return integer(0, 10_000)(flagNumber(reasons, '--reasons'), '--reasons');
}

function batchRowsOf({ batchRows }: Options): number | undefined {
  if (batchRows === undefined) return undefined;
  return integer(1, 1 << 28)(flagNumber(batchRows, '--batch-rows'), '--batch-rows');
}
