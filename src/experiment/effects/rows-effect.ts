import { WinbackError } from '../../base/errors.js';
import type { Comparison } from '../data/comparison.js';
import type { ArmRows, RowsEstimate, RowsKind } from '../kinds/kind.js';
import { NotComputableError, notComputable } from '../records/not-computable.js';
import { checkArms } from './computable.js';
import type { Effect } from './effect-types.js';
import { pairLiftP } from './pair-lift.js';

/**
 * A metric of a kind that is computed from rows, against the control's: one row per user, or those of withMetricRows.
 * @throws NotComputableError (BAD_INPUT) without rows, for arms too small for an interval, and for clustered ties
 */
export async function rowsEffect(comparison: Comparison, kind: RowsKind): Promise<Effect> {
  checkArms(comparison);
  const { config, metric, arm, variant } = comparison;
  const level = metric.quantile!;
  const rows = [armRows(comparison, 0), armRows(comparison, arm)] as const;
  const control = await estimated(comparison, kind, rows[0], config.control);
  const treatment = await estimated(comparison, kind, rows[1], variant);
  const clustered = rows[0].clusters !== undefined;
  const pair = kind.compare(control, treatment, clustered);
  const error = Math.sqrt(pair.errors.control + pair.errors.treatment);
  const { value } = control;
  if (!(error > 0) && clustered)
    throw new NotComputableError(metric.name, notComputable('tied-quantile', { value }));
  const run = error > 0 ? pair.run : await kind.tied(rows[0], rows[1], level);
  const values = { control: control.value, treatment: treatment.value, errors: pair.errors };
  return {
    ...{
      run,
      raw: run,
      score: null,
      liftP: error > 0 ? pairLiftP(values) : null,
      cuped: null,
      stratified: false,
      adjusted: null,
    },
    ...{ control: pair.control, treatment: pair.treatment },
    difference: treatment.value - control.value,
    ...{ standardError: error, rawError: error },
  };
}

function armRows({ data: { rows }, metric }: Comparison, wanted: number): ArmRows {
  const { name } = metric;
  const details = rows?.details?.get(name);
  if (rows === null) throw new NotComputableError(name, notComputable('no-rows'));
  if (metric.rows !== undefined && details === undefined)
    throw new WinbackError('BAD_CONFIG', `metric "${name}": its rows have not been added (withMetricRows)`);
  return {
    values: details?.values ?? rows.columns.get(name)!,
    group: details?.arm ?? rows.arm,
    wanted,
    clusters: details?.user,
  };
}

async function estimated(
  { metric }: Comparison,
  kind: RowsKind,
  arm: ArmRows,
  variant: string,
): Promise<RowsEstimate> {
  const quantile = metric.quantile!;
  try {
    return await kind.estimate(arm, quantile);
  } catch (error) {
    if (!isTooSmall(error)) throw error;
    const rows = arm.group.reduce((n, a) => n + (a === arm.wanted ? 1 : 0), 0);
    throw new NotComputableError(metric.name, notComputable('too-few-rows', { variant, rows, quantile }));
  }
}

function isTooSmall(error: unknown): boolean {
  return error instanceof WinbackError && error.code === 'BAD_INPUT';
}
