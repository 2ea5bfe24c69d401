import { open, stat } from 'node:fs/promises';

import type { Command } from 'commander';

import { integer } from '../base/options.js';
import { loadModel, scoreFile } from '../index.js';
import type { AddCommand } from './commands.js';
import { warnOfCut } from './cut-files.js';
import { flagNumber, threadCount } from './numeric.js';
import { abortable, ProgressBar, printJson } from './terminal.js';

interface Options {
  readonly model: string;
  readonly input: string;
  readonly output: string;
  readonly id?: string | undefined;
  readonly keep?: readonly string[] | undefined;
  readonly batchRows?: string | undefined;
  readonly threads?: string | undefined;
  readonly digest?: string | undefined;
  readonly json?: boolean | undefined;
  readonly quiet?: boolean | undefined;
}

const examples = `
Examples:
  $ winback score --model out/churn/model --input users.parquet --output scores.parquet
  $ winback score --model out/churn/model --input users.csv --output scores.csv --keep pay_amt_30

The output has the id, churn_prob, risk_tier and contact (1 = at or above the model's threshold), in input order.`;

/** winback score */
export const addScore: AddCommand = (program: Command) => {
  program
    .command('score')
    .description('batch scoring of CSV, Parquet or Arrow files of any size in bounded memory')
    .requiredOption('--model <dir>', 'folder of the stored model; verified before use')
    .requiredOption('--input <file>', '.csv, .csv.gz, .parquet or .arrow')
    .requiredOption('--output <file>', '.csv, .parquet or .arrow; appears when complete')
    .option('--id <column>', "column that names the user (default: the model's); - for row numbers")
    .option('--keep <columns...>', 'columns to carry over')
    .option('--batch-rows <n>', 'rows in memory at a time, where DuckDB does not do all of it', '65536')
    .option('--threads <n>', 'threads (default: all; 1 for batches below 50,000 rows)')
    .option('--digest <sha256>', 'digest the model must have, from a trusted place')
    .option('--json', 'print what was done as one JSON document')
    .option('--quiet', 'no progress')
    .option('--verbose', 'show the stack of an error')
    .addHelpText('after', examples)
    .action(score);
};

async function score(options: Options): Promise<void> {
  const progress = new ProgressBar(options.quiet === true);
  const threads = threadCount(options.threads);
  const batchRows =
    options.batchRows === undefined
      ? undefined
      : integer(1, 1 << 28)(flagNumber(options.batchRows, '--batch-rows'), '--batch-rows');
  const model = await loadModel(options.model, { digest: options.digest });
  const started = performance.now();
  try {
    const expected = await expectedRows(options.input);
    const rows = await abortable((signal) =>
      scoreFile(model, options.input, options.output, {
        id: options.id === '-' ? null : options.id,
        keep: options.keep,
        batchRows,
        threads,
        signal,
        onProgress: (step) => progress.update({ ...step, total: step.total ?? expected }),
      }),
    ).finally(() => progress.end());
    const seconds = (performance.now() - started) / 1e3;
    const { input, output } = options;
    if (options.json === true)
      printJson({ input, output, rows, seconds, model: model.manifest.name, digest: model.digest });
    await warnOfCut(input);
    process.stderr.write(`${rows} rows scored in ${seconds.toFixed(1)} s: ${output}\n`);
  } finally {
    model.classifier.close();
  }
}

const sampled = 1 << 18;

/** Rows of a plain CSV, guessed from its first lines for the progress bar; null where it is not known. */
async function expectedRows(file: string): Promise<number | null> {
  if (!/\.(csv|tsv|txt)$/i.test(file)) return null;
  const size = await stat(file).then(
    (status) => status.size,
    () => 0,
  );
  if (size === 0) return null;
  const handle = await open(file);
  try {
    const { bytesRead, buffer } = await handle.read(Buffer.alloc(sampled), 0, sampled, 0);
    const lines = buffer.subarray(0, bytesRead).filter((byte) => byte === 10).length;
    return Math.max(1, Math.round((lines * size) / bytesRead) - 1);
  } finally {
    await handle.close();
  }
}
