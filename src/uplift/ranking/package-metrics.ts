import { integer, listOf, optional, resolveOptions } from '../../base/options.js';
import { crossing } from '../../native/crossing.js';
import { addon } from '../../native/load.js';
import { kernelColumn, type NumberColumn } from '../../stats/column-input.js';
import { shareOfUsers } from './metrics.js';

/** The numbers of causalml 0.18. Random scores give an AUUC of about 0.5 and a Qini of about 0; values outside of 0..1 are normal. */
export interface CausalmlMetrics {
  /** `auuc_score`: mean over the curve's points of gain over |last gain|. */
  readonly auuc: number;
  /** `auuc_score(normalize=False)`, in users times the unit of the outcome. */
  readonly auucRaw: number;
  /** `qini_score`. */
  readonly qini: number;
  /** `qini_score(normalize=False)`. */
  readonly qiniRaw: number;
}

/** The numbers of scikit-uplift 0.5.1; NaN where that package divides by zero. */
export interface ScikitUpliftMetrics {
  /** `uplift_auc_score`: area above random over that of the package's perfect order. */
  readonly upliftAuc: number;
  /** `qini_auc_score`. Its perfect order is another than that of `upliftAuc`. */
  readonly qiniAuc: number;
  /** `qini_auc_score(negative_effect=False)`; NaN where the treatment harms on average. */
  readonly qiniAucWithoutNegative: number;
  /** `weighted_average_uplift` with the bins of the options. */
  readonly weightedAverage: number;
  /** `uplift_at_k` for each share, over all rows and within each arm. Of equal scores the later row stands first. */
  readonly at: readonly {
    /** Share of the users at the top, in (0, 1). */
    readonly share: number;
    /** Uplift at that share by `strategy='overall'`. */
    readonly overall: number;
    /** Uplift at that share by `strategy='by_group'`. */
    readonly byGroup: number;
  }[];
}

/** What two Python packages give for the same rows. */
export interface PackageMetrics {
  /** null where scores are equal: causalml's numbers then depend on the order in which its sort leaves the rows. */
  readonly causalml: CausalmlMetrics | null;
  /** null for outcomes other than 0 and 1: scikit-uplift fails on them. */
  readonly scikitUplift: ScikitUpliftMetrics | null;
}

/** Parameters of scikit-uplift's functions. */
export interface PackageMetricOptions {
  /** `k` of `uplift_at_k`, shares in (0, 1]. @default none */
  readonly shares?: readonly number[] | undefined;
  /** `bins` of `weighted_average_uplift`, 1..100,000. @default 10 */
  readonly bins?: number | undefined;
}

/**
 * The numbers that causalml and scikit-uplift give for the same rows, by their own definitions: for comparing with results from
 * elsewhere. `upliftMetrics` says the same per user, with errors, and does not depend on the order of the rows.
 * @param scores one a row, higher = treat first
 * @param treated 1 where the row was treated, 0 where it was not
 * @param outcomes any finite numbers; scikit-uplift's need 0 and 1
 * @param options shares and bins
 * @throws WinbackError BAD_INPUT for a missing value or an arm without rows
 *
 * @example
 * ```ts
 * import { packageMetrics } from 'winback/uplift';
 *
 * const { causalml } = await packageMetrics([0.4, 0.3, 0.2, 0.1], [1, 0, 1, 0], [1, 0, 0, 0]);
 * causalml?.auuc; // 0.6
 * ```
 */
export async function packageMetrics(
  scores: NumberColumn,
  treated: NumberColumn,
  outcomes: NumberColumn,
  options?: PackageMetricOptions,
): Promise<PackageMetrics> {
  const { shares, bins } = resolveOptions<Resolved>('options', options, {
    shares: optional(listOf(shareOfUsers), []),
    bins: optional(integer(1, 100_000), 10),
  });
  const columns = [
    kernelColumn(scores, 'scores'),
    kernelColumn(treated, 'treated'),
    kernelColumn(outcomes, 'outcomes'),
  ] as const;
  const found = await crossing(() =>
    addon().upliftPackageMetrics(...columns, Float64Array.from(shares), bins),
  );
  const { auuc, auucRaw, qini, qiniRaw, upliftAuc, qiniAuc, qiniAucWithoutNegative, weightedAverage } = found;
  const at = shares.map((share, i) => ({ share, overall: found.overall[i]!, byGroup: found.byGroup[i]! }));
  return {
    causalml: found.scoresTied ? null : { auuc, auucRaw, qini, qiniRaw },
    scikitUplift: found.outcomesBinary
      ? { upliftAuc, qiniAuc, qiniAucWithoutNegative, weightedAverage, at }
      : null,
  };
}

interface Resolved {
  readonly shares: readonly number[];
  readonly bins: number;
}
