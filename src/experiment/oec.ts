import { WinbackError } from '../base/errors.js';
import { meanTest } from '../stats/means.js';
import { comparePair } from './adjusted.js';
import type { ExperimentConfig } from './config.js';
import type { ExperimentData } from './data.js';
import { type Effect, errorOf, type RunTest } from './effect.js';
import { combineColumns, covariance, mergeMoments } from './moments.js';
import type { OecRecord } from './records.js';

export interface Oec {
  readonly record: OecRecord;
  readonly effect: Effect;
}

/**
 * The overall evaluation criterion of one variant: a weighted sum per user, so that its standard error
 * includes how the metrics move together. Scaling makes weights mean something: raw units would let money (tens)
 * drown conversion (hundredths).
 * @throws BAD_CONFIG for a quantile or ratio term, which is no per-user value
 */
export function oecEffect(data: ExperimentData, config: ExperimentConfig, arm: number): Oec {
  const { terms, scaling } = config.oec!;
  const wholes = data.cells.map((cells) => cells.reduce(mergeMoments));
  const columns = terms.map(({ metric }) => {
    const kind = config.metrics.find((m) => m.name === metric)!.kind;
    if (kind === 'quantile' || kind === 'ratio')
      throw new WinbackError('BAD_CONFIG', `oec: "${metric}" is a ${kind}, which has no value per user`);
    return data.columns.indexOf(metric);
  });
  const scales = columns.map((c, i) => {
    const control = wholes[0]!;
    const scale =
      scaling === 'none'
        ? 1
        : scaling === 'relative'
          ? Math.abs(control.mean[c]!)
          : Math.sqrt(covariance(control, c, c));
    if (scale > 0) return scale;
    throw new WinbackError(
      'BAD_INPUT',
      `oec: the control's "${terms[i]!.metric}" is constant, it cannot be a unit`,
    );
  });
  const row = data.columns.map((_, c) =>
    columns.reduce((sum, at, i) => sum + (at === c ? terms[i]!.weight / scales[i]! : 0), 0),
  );
  const user = [wholes[0]!, wholes[arm]!].map((whole) => combineColumns(whole, [row]));
  const pair = comparePair([user[0]!], [user[1]!], 'pooled');
  const total = pair.treatment - pair.control;
  const run: RunTest = (options) => meanTest('welch-t', pair.control, pair.treatment, pair.errors, options);
  const side = (i: number) => ({
    users: user[i]!.n,
    value: user[i]!.mean[0]!,
    successes: null,
    deviation: Math.sqrt(covariance(user[i]!, 0, 0)),
  });
  const share = (i: number): number | null => {
    const part =
      (wholes[arm]!.mean[columns[i]!]! - wholes[0]!.mean[columns[i]!]!) * (terms[i]!.weight / scales[i]!);
    return total === 0 ? null : part / total;
  };
  return {
    record: {
      scaling,
      terms: terms.map(({ metric, weight }, i) => ({ metric, weight, scale: scales[i]!, share: share(i) })),
    },
    effect: {
      run,
      raw: run,
      cuped: null,
      stratified: false,
      control: side(0),
      treatment: side(1),
      difference: total,
      standardError: errorOf(pair),
      rawError: errorOf(pair),
    },
  };
}
