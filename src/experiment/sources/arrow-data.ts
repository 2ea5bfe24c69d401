import { requireKeys } from '../../base/options.js';
import { type ArrowTable, arrowType } from '../../data/arrow-shape.js';
import { checkTable, viewColumn } from '../../data/columns.js';
import { moments } from '../../stats/moments.js';
import type { ExperimentConfig } from '../config/config.js';
import { requireConfig } from '../config/guards.js';
import { labelIndex } from '../config/labels.js';
import type { ExperimentData } from '../data/data.js';
import { kindOf } from '../kinds/kinds.js';
import { emptyMoments, type JointMoments, mergeMoments } from '../moments/moments.js';
import { packedMoments } from '../moments/packed-moments.js';

/**
 * The same data as dataFromTable, straight from the Arrow buffers by the native kernel and without a copy: one pass,
 * every thread. Null when the config needs single rows (identifiers, rules, days, quantiles, caps, strata, A/A runs),
 * a proportion is not a bool column, a covariate has gaps, a column is of text, or a row has a variant of no arm: then
 * dataFromTable does the work, or says which row is at fault.
 * @param table one row a user
 * @param config of experimentConfig
 * @param options threads (every hardware thread by default) and stop signal
 * @throws BAD_INPUT for a column that is not there
 *
 * @example
 * ```ts
 * import { tableFromArrays } from 'apache-arrow';
 * import { dataFromArrow, experimentConfig } from 'winback/experiment';
 *
 * const table = tableFromArrays({ arm: ['off', 'on', 'off', 'on'], spend: [1, 3, 2, 5] });
 * const metrics = [{ name: 'spend', kind: 'mean', role: 'primary', column: 'spend' }];
 * const common = { name: 'coupon', control: 'off', treatments: ['on'], metrics };
 * const data = await dataFromArrow(table, experimentConfig({ ...common, data: { variant: 'arm' } }));
 * data?.cells.map(([moments]) => moments?.mean[0]); // [1.5, 4]
 * ```
 */
export async function dataFromArrow(
  table: ArrowTable,
  config: ExperimentConfig,
  options: { readonly threads?: number | undefined; readonly signal?: AbortSignal | undefined } = {},
): Promise<ExperimentData | null> {
  requireConfig(config);
  requireKeys(options, 'options', { threads: true, signal: true });
  checkTable(table);
  const sources = columnSources(table, config);
  if (sources === null || needsRows(config)) return null;
  const variant = viewColumn(table, config.data.variant!);
  const result = await moments(
    sources.map(([, column]) => viewColumn(table, column)),
    { group: variant, groups: Math.max(1, variant.categories?.length ?? 1), ...options },
  );
  const arms = [config.control, ...config.treatments];
  const armOf = (variant.categories ?? []).map((label) => labelIndex(label, arms));
  const isOdd = result.groups.some(
    ({ rows, skipped }, code) => skipped > 0 || (rows > 0 && (armOf[code] ?? -1) < 0),
  );
  if (result.ungrouped > 0 || isOdd) return null;
  const cells = arms.map((): JointMoments => emptyMoments(sources.length));
  result.groups.forEach((group, code) => {
    const arm = armOf[code]!;
    if (group.rows > 0) cells[arm] = mergeMoments(cells[arm]!, packedMoments(group));
  });
  return {
    columns: sources.map(([name]) => name),
    cells: cells.map((cell) => [cell]),
    strata: ['all'],
    facts: new Map(sources.map(([name]) => [name, { winsorised: null, missing: 0 }] as const)),
    rows: null,
    counts: { multiVariant: 0, beforeExposure: 0, immature: 0, excluded: [], days: null },
    ledger: [],
  };
}

function needsRows({ data, metrics, ...config }: ExperimentConfig): boolean {
  const perRow = [data.user, data.exposedAt, data.convertedAt, config.windowDays];
  return (
    perRow.some((value) => value !== undefined) ||
    data.strata.length > 0 ||
    config.exclude.length > 0 ||
    config.bots !== undefined ||
    (config.mix ?? []).length > 0 ||
    config.splitCheckRuns > 0 ||
    metrics.some((m) => kindOf(m).from === 'rows' || m.winsorise !== undefined || m.positive !== undefined)
  );
}

/** Column of the analysis and of the table, or null where a type asks for the row path. */
function columnSources(table: ArrowTable, config: ExperimentConfig): [string, string][] | null {
  if (table.getChild(config.data.variant ?? '')?.type.typeId !== arrowType.dictionary) return null;
  const sources = new Map<string, string>();
  for (const metric of config.metrics) {
    if (metric.positive !== undefined) return null;
    if (kindOf(metric).binary && viewColumn(table, metric.column).type !== 'bool') return null;
    sources.set(metric.name, metric.column);
    if (metric.per !== undefined) sources.set(`${metric.name} per`, metric.per);
    if (config.cuped !== 'off') for (const name of metric.covariates) sources.set(name, name);
  }
  // The kernel would add up the codes of texts; the row path names the value that is no number.
  const isText = [...sources.values()].some((column) => viewColumn(table, column).categorical);
  return isText ? null : [...sources];
}
