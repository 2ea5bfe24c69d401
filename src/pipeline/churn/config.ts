import type { Complete } from '../../base/complete.js';
import { WinbackError } from '../../base/errors.js';
import { type Check, type Checks, integer, object, optional, recordOf, text } from '../../base/options.js';
import { checkPlanOptions } from '../../campaign/plan-columns.js';
import type { ModelSettings } from '../../churn/candidates.js';
import { churnChecks } from '../../churn/checks.js';
import type { EvaluationOptions } from '../../churn/options.js';
import type { TableSplitOptions } from '../../churn/split.js';
import type { PreparedTableOptions } from '../../churn/table/table-options.js';
import { encodingName } from '../../data/files/encoding.js';
import { type NumberFormat, numberFormat } from '../../data/numbers/number-form.js';
import { type FeaturesConfig, featuresChecks } from '../../features/config.js';
import { checkedFeatures } from '../../features/own/require-own.js';
import { listFormats, type PlanFormats } from '../list-formats.js';
import { type WriteBack, writeBackCheck } from '../write-back-config.js';

/** A prepared table: the file and the meaning of its columns. */
export interface TableSource extends Complete<PreparedTableOptions> {
  /** CSV, JSON, Parquet or Arrow file. */
  readonly path: string;
  /** Encoding of a text file, such as `gb18030`. @default found by looking at the file */
  readonly encoding: string | null;
  /** Form of numbers in text columns, by example. @default found by looking at each whole column */
  readonly numberFormat: NumberFormat | null;
}

/** What every churn configuration may hold. */
interface CommonSections {
  /** Name of the model in its manifest. @default 'churn' */
  readonly name: string;
  /** The candidates and their parameters. */
  readonly models: Complete<ModelSettings>;
  /** How the run is judged. */
  readonly evaluation: Complete<EvaluationOptions>;
  /** @default 42 */
  readonly seed: number;
  /** Options of the first plan (docs/reference/plan-config.md), checked but as given; absent = no plan. */
  readonly plan: Readonly<Record<string, unknown>> | null;
  /** How lists and scores are written. */
  readonly output: PlanFormats;
  /** A database into which scores and the plan are written besides; null without. */
  readonly writeBack: WriteBack | null;
  /** An experiment in the same file, for `winback experiment analyze`; not looked at here. */
  readonly experiment: unknown;
  /** What `winback run daily` needs besides; not looked at here. */
  readonly daily: unknown;
}

export interface EventChurnConfig extends CommonSections, FeaturesConfig {
  /** Features are built from events. */
  readonly kind: 'events';
}

/** A checked configuration whose features stand in a table. */
export interface TableChurnConfig extends CommonSections {
  /** Features stand in a table. */
  readonly kind: 'table';
  /** Where the table is, and what its columns mean. */
  readonly table: TableSource;
  /** How rows are divided for training and test. */
  readonly split: Complete<TableSplitOptions>;
}

/** A checked configuration of churn: events, or a prepared table. */
export type ChurnConfig = EventChurnConfig | TableChurnConfig;

const common: Checks<CommonSections> = {
  name: optional(text, 'churn'),
  models: churnChecks.models,
  evaluation: churnChecks.evaluation,
  seed: optional(integer(0, 2 ** 31 - 1), 42),
  plan: optional<Readonly<Record<string, unknown>>, Readonly<Record<string, unknown>> | null>(
    (value, name) => {
      const section = recordOf((item) => item)(value, name);
      checkPlanOptions(section);
      return section;
    },
    null,
  ),
  output: listFormats,
  writeBack: optional<WriteBack, WriteBack | null>(writeBackCheck, null),
  experiment: optional<unknown, undefined>((value) => value, undefined),
  daily: optional<unknown, undefined>((value) => value, undefined),
};

const tableSource: Check<TableSource> = object<TableSource>({
  path: text,
  encoding: optional<string, string | null>(encodingName, null),
  numberFormat: optional<NumberFormat, NumberFormat | null>(numberFormat, null),
  ...churnChecks.tableColumns,
});

/**
 * A churn configuration: either `events` (with `attributes`, `windows`, `snapshots`, `engine`) or `table` (with
 * `split`), and `models`, `evaluation`, `plan`, `output`, `seed`, `name`; `experiment` and `daily` are left to their own commands.
 * @throws WinbackError BAD_INPUT naming the option
 *
 * @example
 * ```ts
 * import { churnConfig } from 'winback/churn';
 *
 * const config = churnConfig({ table: { path: 'users.csv', label: 'left', date: 'day' } }, 'config');
 * config.kind; // table
 * config.evaluation.precisionFloor; // 0.6
 * ```
 */
export const churnConfig: Check<ChurnConfig> = (value, name) => {
  const given = (value ?? {}) as { events?: unknown; table?: unknown };
  if ((given.events === undefined) === (given.table === undefined))
    throw new WinbackError('BAD_INPUT', `${name}: give either \`events\` or \`table\``);
  if (given.table !== undefined) {
    const checks = { ...common, table: tableSource, split: churnChecks.split };
    const config = object<Omit<TableChurnConfig, 'kind'>>(checks)(value, name);
    if (config.writeBack?.run === null)
      throw new WinbackError('BAD_INPUT', `${name}.writeBack.run is missing: a prepared table has no day`);
    return { kind: 'table', ...config };
  }
  const checks = { ...common, ...featuresChecks };
  const config = object<Omit<EventChurnConfig, 'kind'>>(checks)(value, name);
  return { kind: 'events', ...checkedFeatures(config, name) };
};
