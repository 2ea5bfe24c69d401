import { shownCount } from '../../../base/shown-count.js';
import type { LedgerValues } from '../../../experiment/records/ledger-entry.js';
import { caps, share, spendingNames } from '../figures.js';
import type { LedgerSentences } from '../sentences.js';

const correction = (family: string) => ({
  what({ tests, correction, oneSided }: LedgerValues['correction-primary']): string {
    const holm = oneSided ? 'Holm (one-sided)' : 'Holm (alpha / 2 for each direction)';
    const name = correction === 'holm' ? holm : 'Benjamini-Hochberg';
    return `${tests} tests in the ${family} family: p-values corrected by ${name}, with the simultaneous intervals that agree`;
  },
  why: () => 'the more tests, the more likely at least one false alarm',
});

const repeated = {
  first: 'the first one is used',
  last: 'the last one is used',
  sum: 'their metrics are added up (a proportion: 1 if any is)',
};

export const experimentLedger: LedgerSentences = {
  excluded: {
    what: ({ reason, users }) => `${shownCount(users)} rows left out by the rule "${reason}"`,
    why: () => 'the rule was written in the config before the results were seen',
  },
  'multi-variant': {
    what: ({ users, first }) =>
      `${shownCount(users)} users seen in several variants ${first === true ? 'count for the first one' : 'left out'}`,
    why: ({ first }) =>
      first === true
        ? 'the config says so (multiple: first); they got both treatments, which draws the effect towards 0'
        : 'they got both treatments and belong to no arm',
  },
  'repeated-events': {
    what: ({ events }) => `${shownCount(events)} events that are in the log again, by their uuid, left out`,
    why: () => 'PostHog keeps and exports an event more than once at times',
  },
  'other-variants': {
    what: ({ events, users }) =>
      `${shownCount(events)} exposures to an answer of the flag that is no variant here left out; ${shownCount(users)} users have no other exposure`,
    why: () => 'users outside of the rollout get an answer, too, and are not in the experiment',
  },
  'no-json': {
    what: ({ events }) => `${shownCount(events)} events have properties that are no JSON`,
    why: () => 'they are read without properties: they show no variant and have no value',
  },
  persons: {
    what: ({ moved, unknown, deleted }) =>
      `persons of today: ${shownCount(moved)} events count for the person they were merged into, ${shownCount(unknown)} have none and count by their distinct_id, ` +
      (deleted === null
        ? 'and nobody tells which persons were deleted'
        : `${shownCount(deleted)} of deleted persons are left out`),
    why: () => 'somebody who was anonymous first and logged in later is one user',
  },
  'persons-then': {
    what: ({ events }) => `${shownCount(events)} events count for the person of the moment they came`,
    why: () =>
      'no persons were named (data.events.persons): who logged in later is two users, and may be in two variants',
  },
  'metric-rules': {
    what: ({ name, event, of, repeated, refunded, reduced }) =>
      `${name}: of ${shownCount(of)} events ${event}, ${shownCount(repeated)} repeat an earlier one, ${shownCount(refunded)} were taken back, and the value of ${shownCount(reduced)} was reduced`,
    why: () => 'the definition of the metric says so',
  },
  untimed: {
    what: ({ users, leftOut }) =>
      `${users} users have no time of exposure and are ${leftOut ? 'left out' : 'in the analysis, but on no day'}`,
    why: () => 'without a time neither their window nor the look they belong to is known',
  },
  'without-variant': {
    what: ({ users }) => `${shownCount(users)} users whose exposure names no variant left out`,
    why: () => 'without a variant it is not known which treatment they got',
  },
  'far-exposures': {
    what: ({ users }) =>
      `${shownCount(users)} users were exposed far from all others: they are in the analysis, but the days the experiment ran do not reach to them`,
    why: () => 'one wrong date would make a short experiment look long enough',
  },
  'untimed-events': {
    what: ({ events }) =>
      `${shownCount(events)} events of exposed users have no time and are counted in no metric`,
    why: () => 'without a time it is not known whether they lie inside the window after the exposure',
  },
  immature: {
    what: ({ users, days }) => `${shownCount(users)} users still inside their ${days}-day window left out`,
    why: () => 'they may still convert; counting them now dilutes the effect',
  },
  'repeated-users': {
    what: ({ users, rows, rule }) =>
      `${users} users have several rows in one arm (${rows} more than one each): ${repeated[rule]}`,
    why: () => 'every user counts once; the rule is in the config',
  },
  'metric-rows': {
    what: ({ metric, used, left }) =>
      `${metric}: ${used} rows, clustered by user; ${left} rows of users outside the analysis left out`,
    why: () =>
      'users were randomised, and the rows of one user are alike: taken as independent they would give too narrow an interval',
  },
  winsorised: {
    what({ metric, lower, upper, users, ratio }) {
      const own = caps(lower, upper);
      if (ratio === null) return `${metric}: values capped (${own}), ${shownCount(users)} users changed`;
      const { column, per, perUpper } = ratio;
      const both = `${column} ${own}${perUpper === null ? '' : `, ${per} ${caps(null, perUpper)}`}`;
      return `${metric}: users outside ${both} have numerator and denominator scaled down by one factor, ${shownCount(users)} users changed`;
    },
    why({ ratio }) {
      const rule =
        'a few extreme values inflate the variance; the rule is in the config, its caps come from all arms together';
      return ratio === null
        ? rule
        : `${rule}; capping the numerator alone would change the ratio, one factor keeps every user's own`;
    },
  },
  cuped: {
    what({ metric, variant, covariates, theta, scope, varianceReduction, missingUsers }) {
      const slopes = theta.map((t) => t.toPrecision(4)).join(', ');
      const missing =
        missingUsers > 0 ? ` (${shownCount(missingUsers)} without a value: mean and indicator)` : '';
      return `${metric} (${variant}): CUPED on ${covariates.join(', ')}, theta = ${slopes} (${scope} arms), variance reduced by ${share(varianceReduction, 1)}${missing}`;
    },
    why: () =>
      'differences that existed before the experiment are taken out; theta does not contain the treatment effect',
  },
  bootstrap: {
    what: ({ metric, variant, replicates, low, high }) =>
      `${metric} (${variant}): ${replicates} bootstrap replicates, percentile interval [${low.toPrecision(4)}, ${high.toPrecision(4)}]`,
    why: () => 'a check of the t interval on skewed data; the decision rests on the test',
  },
  strata: {
    what: ({ by, strata }) => `post-stratified by ${by.join(', ')} (${strata} strata)`,
    why: () => 'chance differences in the mix of strata are taken out',
  },
  'one-sided': {
    what({ metric, direction, alpha }) {
      const up = direction === 'increase';
      return `${metric}: one-sided, only ${up ? 'an increase' : 'a decrease'} counts, with the whole level ${alpha} on that side; its intervals have ${up ? 'a lower' : 'an upper'} end only`;
    },
    why: () => 'the config says so beforehand; a harm in the other direction is for guardrails to find',
  },
  exact: {
    what: ({ metrics }) => `${metrics.join(', ')}: few conversions, Boschloo's exact test`,
    why: () => 'the normal approximation may miss its level here',
  },
  sequential: {
    what: ({ looks, spending, alpha }) =>
      `primary metric: ${looks} looks, ${spendingNames[spending]} alpha spending, overall level ${alpha}`,
    why: () => 'looking repeatedly at an ordinary p-value raises the false positive rate above alpha',
  },
  'sequential-one-look': {
    what: ({ variants }) =>
      `${variants.join(', ')}: the data have no days and no earlier looks are given, so that this one counts as the first`,
    why: () =>
      'if there were looks before, the boundary does not hold: give times of exposure, or the looks with aggregates',
  },
  'sequential-others': {
    what: ({ metrics }) =>
      `${metrics.join(', ')}: adjusted p, simultaneous interval and guardrail verdict hold at the looks taken (sequential p)`,
    why: () => 'the primary metric stops the experiment, but the others were looked at as often',
  },
  'sequential-none': {
    what: ({ metrics }) =>
      `${metrics.join(', ')}: no history of looks, the p-value is valid for a single look only`,
    why: () => 'quantiles, and aggregates without looks, have no daily history',
  },
  'correction-primary': correction('primary'),
  'correction-secondary': correction('secondary'),
  'correction-oec': correction('oec'),
};
