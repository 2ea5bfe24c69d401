import { WinbackError } from '../../base/errors.js';
import {
  flag,
  integer,
  listOf,
  oneOf,
  optional,
  requireKeys,
  resolveOptions,
  text,
} from '../../base/options.js';
import { type OnProgress, progressOf } from '../../base/progress.js';
import { encodingName } from '../../data/files/encoding.js';
import { type NumberFormat, numberFormat } from '../../data/numbers/number-form.js';
import { formatOf, outputFormatOf } from '../../data/tables/paths.js';
import type { ObjectRetry } from '../../stores/objects/attempts.js';
import type { Environment } from '../../stores/secrets.js';
import { requireCsvFor } from '../byte-order-mark.js';
import type { ReasonColumns } from '../reasons/reason-columns.js';
import { addedColumns, rowColumn } from './columns.js';
import type { ScoreWarning } from './warnings.js';

/** Which columns are read and written, and what the work may use. */
export interface ScoreOptions {
  /** Column that names the user; null = row numbers from 1. @default the model's own */
  readonly id?: string | null | undefined;
  /**
   * More columns of the input to carry over. What a plan reads is carried over where the input has it: the money per 30 days
   * as `pay_amt_30`, for a model that was trained on events, and the columns that the training's plan named.
   */
  readonly keep?: readonly string[] | undefined;
  /**
   * Reasons of each score, 0 to the features of the model. Each reason adds four columns, the strongest first: `reason_1_feature`,
   * `reason_1_value` (as the input has it, empty where it is missing), `reason_1_contribution` (what the feature adds to the log
   * odds before calibration) and `reason_1_text`. `churn_prob_text` says the probability in words. Of equal contributions the
   * first feature of the model comes first; a feature that adds nothing is no reason. @default 0
   */
  readonly reasons?: number | undefined;
  /** Begin a CSV output with a byte order mark, by which spreadsheets know UTF-8. @default false */
  readonly bom?: boolean | undefined;
  /** Encoding of a text file, such as `gb18030`. @default found by looking at the file */
  readonly encoding?: string | undefined;
  /** Form of numbers that are written as people do (1.234,50). @default found by looking at each whole column */
  readonly numberFormat?: NumberFormat | undefined;
  /**
   * Takes the encoding of an input that is not in UTF-8.
   * @param encoding its name, such as `gb18030`
   */
  readonly onEncoding?: ((encoding: string) => void) | undefined;
  /**
   * Takes what is odd about a column of the input, when the output is complete: no value at all, texts that are no category
   * of the model, marks of missing numbers, a column that a plan would need.
   * @param warning the column, its counts and a sentence
   */
  readonly onWarning?: ((warning: ScoreWarning) => void) | undefined;
  /** Language of the warnings and of the words of reasons. @default 'en' */
  readonly language?: 'zh' | 'en' | undefined;
  /** Rows in memory at a time, where rows pass through Arrow tables. @default 65536 */
  readonly batchRows?: number | undefined;
  /** @default every hardware thread inside DuckDB; through Arrow tables 1 for batches below 50,000 rows, else all */
  readonly threads?: number | undefined;
  /** Environment variables with the keys of an object store, such as `process.env`. @default none: objects are refused */
  readonly environment?: Environment | undefined;
  /** Refuse an output that is there already. For object stores only. @default false: it is replaced, whole */
  readonly createOnly?: boolean | undefined;
  /**
   * Takes every request to an object store that failed and is made again.
   * @param retry which, and why
   */
  readonly onRetry?: ((retry: ObjectRetry) => void) | undefined;
  /** Stops the scoring, which then rejects with `ABORTED`; no file appears. */
  readonly signal?: AbortSignal | undefined;
  /**
   * Called with the rows scored so far, after each batch or a few times a second; at the end with all. The stage is
   * `scoring`, the total the rows of a Parquet input, null for others.
   */
  readonly onProgress?: OnProgress | undefined;
}

type Taker = 'onProgress' | 'onEncoding' | 'onWarning' | 'onRetry';

export type CheckedOptions = ScoreOptions & {
  readonly id: string | null;
  readonly keep: readonly string[];
  readonly reasons: number;
};

export type InnerOptions = Omit<ScoreOptions, 'onProgress' | 'reasons'> & {
  /** Makes the columns of reasons; undefined: none. */
  readonly reasons?: ReasonColumns | undefined;
  /** Takes the rows scored so far. */
  readonly onRows?: ((rows: number) => void) | undefined;
};

export function checkedOptions(options: ScoreOptions): CheckedOptions {
  const onProgress = progressOf('scoreFile', options);
  requireKeys(options, 'scoreFile', {
    ...{
      id: true,
      keep: true,
      reasons: true,
      bom: true,
      encoding: true,
      onEncoding: true,
      onWarning: true,
      language: true,
    },
    ...{ numberFormat: true, batchRows: true, threads: true, signal: true, onProgress: true },
    ...{ environment: true, createOnly: true, onRetry: true },
  });
  const { signal, onEncoding, onWarning, onRetry, environment, onProgress: _, ...rest } = options;
  const checked = resolveOptions<Omit<CheckedOptions, 'signal' | 'environment' | Taker>>('scoreFile', rest, {
    id: optional(text, null),
    keep: optional(listOf(text), []),
    reasons: optional(integer(0, 10_000), 0),
    bom: optional(flag, false),
    encoding: optional(encodingName, undefined),
    numberFormat: optional(numberFormat, undefined),
    language: optional(oneOf('zh', 'en'), 'en'),
    batchRows: optional(integer(1), undefined),
    threads: optional(integer(1, 1024), undefined),
    createOnly: optional(flag, false),
  });
  return { ...checked, signal, environment, onEncoding, onWarning, onRetry, onProgress };
}

/** What the names of the files alone tell, before a model is loaded. @throws WinbackError BAD_INPUT for an unknown ending */
export function checkScoreFiles(input: string, output: string, bom?: boolean): void {
  formatOf(input);
  outputFormatOf(output);
  requireCsvFor(bom, output);
}

/** No two columns of the output may be called alike: Parquet's readers do not tell "ID" from "id". */
export function refuseClashes(id: string | null, keep: readonly string[], reasons = 0): void {
  const taken = new Set<string>(addedColumns(reasons));
  for (const [i, name] of [id ?? rowColumn, ...keep].entries()) {
    const plain = name.toLowerCase();
    if (taken.has(plain))
      throw new WinbackError('BAD_INPUT', `${i === 0 ? 'id' : 'keep'}: the output already has "${name}"`);
    taken.add(plain);
  }
}
