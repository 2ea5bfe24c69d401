import { ends, four, relation, share } from '../figures.js';
import type { DecisionSentences } from '../sentences.js';

const nameOf = (column: string | null): string => (column === null ? 'the score' : `column "${column}"`);
const effect = (delta: number | null): string =>
  delta === null ? '' : `; it moves ${share(Math.abs(delta), 1)} of the users over the threshold`;

/** Why nothing can be said about final labels. */
const notEvaluable: DecisionSentences['notEvaluable'] = {
  immature: ({ rows }) => `none of the ${rows} scored rows has a final label yet`,
  'no-outcomes': ({ rows }) => `none of the ${rows} mature rows has an outcome`,
  'no-holdout': ({ rows, share: part }) =>
    `${rows} rows (${share(part, 1)}) were treated and nobody like them stayed untreated by chance: keep a holdout`,
  'one-class': ({ rows }) => `all ${rows} untreated rows ended the same way`,
  'too-few-positives': ({ effectivePositives, minimumPositives }) =>
    `${effectivePositives.toFixed(0)} effective leavers are fewer than the ${minimumPositives} that a figure needs`,
};

/** What the records of decisions about models say. */
export const decisions: DecisionSentences = {
  notEvaluable,
  actions: {
    none: 'the model stays as it is',
    blocked: 'nothing is done until the data is mended',
    retrain: 'a challenger is trained',
    'roll-back': 'the previous model is put back',
    recalibrate: 'calibration and threshold are made anew, the trees stay',
    promote: 'the challenger takes over',
    keep: 'the model in use stays',
  },
  reasons: {
    'data-fault': ({ kind, object }) =>
      `the data is at fault (${kind}: ${object}): no model is trained on it`,
    clock: ({ ageDays, everyDays }) =>
      `the model is ${ageDays} days old; one is trained every ${everyDays} days`,
    drift: ({ column, ks, ksLow, deltaAbove }) =>
      `${nameOf(column)} has certainly drifted: distance ${four(ks)}, at least ${four(ksLow)}${effect(deltaAbove)}`,
    'drift-alarm': ({ column, ks }) =>
      `the evidence of several days raised the alarm of ${nameOf(column)}, whose distance is ${four(ks)}`,
    'drift-noted': ({ column, state, ks, deltaAbove }) =>
      `${nameOf(column)} is at distance ${four(ks)}, ${state === 'certain' ? 'for certain, but with little effect' : 'not for certain'}${effect(deltaAbove)}`,
    'auc-fell': ({ auc, low, high, stored, bound }) =>
      `the AUC has certainly fallen: ${four(auc)} ${ends({ low, high })}, stored ${four(stored)}, bound ${four(bound)}`,
    'auc-maybe-fell': ({ auc, low, high, bound }) =>
      `the AUC seen, ${four(auc)} ${ends({ low, high })}, is below the bound ${four(bound)}, but not for certain`,
    'auc-holds': ({ auc, low, high, stored }) =>
      `the AUC holds: ${four(auc)} ${ends({ low, high })}, stored ${four(stored)}`,
    'not-evaluable': ({ why }) => `final labels say nothing yet: ${sentenceOf(why)}`,
    'previous-better': ({ difference, low, high, p }) =>
      `on the same rows the previous model is better by ${four(difference)} ${ends({ low, high })}, p ${relation(p)}: the new model is the fault`,
    'previous-not-better': ({ difference, low, high }) =>
      `on the same rows the previous model is not certainly better (${four(difference)} ${ends({ low, high })}): a rollback cannot help`,
    'no-previous': () => 'there are no scores of a previous model on these rows to compare with',
    'previous-unusable': ({ featureVersion, built }) =>
      `the previous model reads features ${featureVersion}, but ${built} are built: it cannot be put back`,
    'calibration-off': ({ value, low, high, range }) =>
      `the calibration slope ${four(value)} ${ends({ low, high })} is certainly outside ${range[0]} to ${range[1]}`,
    'calibration-maybe-off': ({ value, low, high, range }) =>
      `the calibration slope ${four(value)} ${ends({ low, high })} may be outside ${range[0]} to ${range[1]}`,
    'level-off': ({ value, low, high, range }) =>
      `those who left are ${four(value)} ${ends({ low, high })} times as many as predicted, certainly outside ${range[0]} to ${range[1]}`,
    'level-maybe-off': ({ value, low, high, range }) =>
      `those who left are ${four(value)} ${ends({ low, high })} times as many as predicted, which may be outside ${range[0]} to ${range[1]}`,
  },
  promotion: {
    compared: ({ chosenFrom }) =>
      chosenFrom === null
        ? 'there are too few untreated users with final labels to compare on'
        : `compared on untreated users with final labels${chosenFrom > 1 ? `; intervals allow for ${chosenFrom} challengers` : ''}`,
    embargo: ({ earliest, from }) =>
      `the rows begin on ${from}; the challenger has seen nothing of days from ${earliest} on`,
    'not-inferior': ({ difference, low, margin }) =>
      `AUC against the model in use ${four(difference)}, at least ${four(low)}; ${four(-margin)} is allowed`,
    brier: ({ difference, low }) =>
      `Brier score against the model in use ${four(difference)}, at least ${four(low)}`,
    'no-tie': ({ auc, brier }) =>
      `better in one of both is needed, a tie keeps the model in use: AUC ${four(auc)}, Brier ${four(brier)}`,
    'auc-floor': ({ auc, floor }) => `AUC on the test rows ${four(auc)}, at least ${floor} is needed`,
    'precision-floor': ({ precision, floor }) =>
      precision === null
        ? `no precision is certified, at least ${floor} is needed`
        : `certified precision ${four(precision)}, at least ${floor} is needed`,
    slices: ({ worse, margin }) =>
      worse.length === 0
        ? `no slice certainly loses more than ${margin}`
        : `slices that certainly lose more than ${margin}: ${worse.join(', ')}`,
    tiers: ({ tier, inUse, other, allowed, accepted }) =>
      `tier ${tier} holds ${share(inUse, 1)} in the model in use and ${share(other, 1)} in the challenger; a change of ${share(allowed, 0)} is allowed${accepted ? ', and a person has accepted this one' : ''}`,
    leak: ({ columns }) =>
      columns.length === 0
        ? 'no column leaks the label'
        : `columns that leak the label: ${columns.join(', ')}`,
    verified: () => 'the stored files verify, and the loaded model gives the same scores to the bit',
  },
};

function sentenceOf(why: Parameters<DecisionSentences['reasons']['not-evaluable']>[0]['why']): string {
  // The values belong to the code.
  return (notEvaluable[why.code] as (values: unknown) => string)(why.values);
}
