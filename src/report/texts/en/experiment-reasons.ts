import type { PrimaryValues, ReasonValues } from '../../../experiment/records/reason-record.js';
import { ends, relation, share, three } from '../figures.js';
import { type Sentences, told } from '../sentences.js';
import { notComputable } from './not-computable.js';

const pNames = { plain: 'plain p', adjusted: 'adjusted p', sequential: 'sequential p' };

/** Name of the p that a decision rests on; a sequential one is adjusted for `variants`, 1 = not. */
export const pLabel = (kind: PrimaryValues['kind'], variants: number): string =>
  variants > 1 ? `${pNames[kind]}, adjusted for ${variants} variants` : pNames[kind];

const shown = ({ p, kind, variants }: PrimaryValues): string => `${pLabel(kind, variants)} ${relation(p)}`;

export const experimentReasons: Sentences<ReasonValues> = {
  'primary-better': (values) => `primary ${values.metric} is significantly better (${shown(values)})`,
  'primary-worse': (values) => `primary ${values.metric} is significantly worse (${shown(values)})`,
  'primary-undecided': (values) =>
    `primary ${values.metric} is not significant (${shown(values)}${values.boundary ? ', sequential boundary not crossed' : ''})`,
  'primary-reversed': ({ metric, look, difference }) =>
    `primary ${metric} crossed its boundary at look ${look}, but the difference now has the opposite sign (${three(difference)}): nothing to ship on`,
  'primary-not-computable': ({ metric, why }) =>
    `primary ${metric} cannot be computed: ${told(notComputable, why)}`,
  'oec-not-computable': ({ why }) => `the OEC cannot be computed: ${told(notComputable, why)}`,
  'guardrail-passed': ({ metric, margin }) => `guardrail ${metric} is not inferior (margin ${three(margin)})`,
  'guardrail-harmed': ({ metric }) => `guardrail ${metric} is significantly worse`,
  'guardrail-undecided'(values) {
    const name = `guardrail ${values.metric}`;
    if (values.cause === 'noise')
      return `${name}: harm of ${three(values.margin)} is not ruled out yet (power ${share(values.power, 0)})`;
    const verb = values.cause === 'no-result' ? 'computed' : 'judged';
    return `${name} cannot be ${verb}: ${told(notComputable, values.why)}`;
  },
  'oec-better': (values) => `the OEC is positive, interval ${ends(values)}`,
  'oec-worse': (values) => `the OEC is not positive, interval ${ends(values)}`,
  short: ({ days, minimumDays }) => `ran ${days} days of at least ${minimumDays}`,
  unstable: ({ days, stableDays }) => `the boundary has stayed crossed for ${days} of ${stableDays} days`,
  futile: () => 'conditional power is too low: going on would hardly reach significance',
  'plan-reached': ({ planned }) =>
    planned
      ? 'the planned number of users is reached'
      : 'no sample size plan: treated as one analysis at a fixed size',
  'plan-open': () => 'the planned number of users is not reached',
};
