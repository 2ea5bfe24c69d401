import type { Complete } from '../base/complete.js';
import { type Check, object } from '../base/options.js';
import type { ModelSettings } from './candidates.js';
import { type EvaluationOptions, evaluationChecks, modelChecks } from './options.js';
import { splitChecks, type TableSplitOptions } from './split.js';
import { tableChecks } from './table/table-options.js';

/** Default of an absent section: every field's own default. */
const section =
  <T extends object>(check: Check<Readonly<T>>): Check<Readonly<T>> =>
  (value, name) =>
    check(value ?? {}, name);

/** The checks of churn's sections, for a configuration that holds more beside them. */
export const churnChecks = {
  models: section(object<Complete<ModelSettings>>(modelChecks)),
  evaluation: section(object<Complete<EvaluationOptions>>(evaluationChecks)),
  split: section(object<Complete<TableSplitOptions>>(splitChecks)),
  /** Columns of a prepared table, to be spread into a section that also names the file. */
  tableColumns: tableChecks,
};
