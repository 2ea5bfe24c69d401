import type { Kind, KindKey, MetricTest } from './kind.js';
import { mean } from './mean.js';
import { proportion } from './proportion.js';
import { quantile } from './quantile.js';
import { ratio } from './ratio.js';

const kinds = { proportion, mean, ratio, quantile } satisfies Readonly<Record<string, Kind>>;

/** What a metric is: a share of users, an average, a quotient of two averages, or a quantile of rows. */
export type MetricKind = keyof typeof kinds;

export const metricKinds = Object.keys(kinds) as readonly MetricKind[];

/** The kind of a metric, of a record, or of anything else that names one. */
export function kindOf({ kind }: { readonly kind: MetricKind }): Kind {
  return kinds[kind];
}

/** The kinds that fit, as a message lists them: `proportions and ratios`. */
function pluralsOf(fits: (kind: Kind) => boolean): string {
  return Object.values<Kind>(kinds)
    .filter(fits)
    .map(({ plural }) => plural)
    .join(' and ');
}

export const kindsTaking = (key: KindKey): string => pluralsOf(({ takes }) => takes.includes(key));

export const kindsTestedBy = (test: MetricTest): string => pluralsOf(({ tests }) => tests.includes(test));
