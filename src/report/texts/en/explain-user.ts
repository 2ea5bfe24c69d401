import { count, percent, probability, signed, significant, yuan } from '../../format.js';
import type { ExplainUserValues } from '../explain-values.js';
import type { Sentences } from '../sentences.js';
import { actions, tiers } from './names.js';
import { plan } from './plan.js';

type Value = number | string | boolean | null;

/** Whole numbers as they are, others to four digits. */
const plain = (value: number): string => (Number.isSafeInteger(value) ? count(value) : significant(value));

const units: Readonly<Record<string, (value: number) => string>> = {
  days: (value) => `${plain(value)} ${value === 1 ? 'day' : 'days'}`,
  hours: (value) => `${plain(value)} ${value === 1 ? 'hour' : 'hours'}`,
  ms: (value) => `${plain(value)} ms`,
  yuan: (value) => yuan(value),
  share: (value) => percent(value),
};

/** A value of a feature in its unit. */
export function explainedValue(value: Value, unit: string | null = null): string {
  if (value === null) return 'no value';
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  if (typeof value === 'string') return `“${value}”`;
  return units[unit ?? '']?.(value) ?? plain(value);
}

const messageStates: Readonly<Record<string, string>> = {
  queued: 'waits for its time',
  sending: 'is being sent',
  accepted: 'was accepted by the provider',
  delivered: 'arrived',
  undelivered: 'came back',
  unknown: 'was handed over; whether it went out is not known',
  suppressed: 'was not sent: a rule or an opt-out holds',
  expired: 'was not sent: its time had passed',
  dead: 'was not sent: every attempt failed',
  cancelled: 'was cancelled',
};

const nameIn = (names: Readonly<Record<string, string>>, name: string): string => names[name] ?? name;
const named = (action: string | null): string => (action === null ? 'no action' : nameIn(actions, action));
const adding = (adds: number): string =>
  `${adds < 0 ? 'lowers' : 'raises'} the log-odds by ${significant(Math.abs(adds), 3)} (odds × ${significant(Math.exp(adds), 3)})`;
const methods = { none: 'no', platt: 'Platt', beta: 'beta', isotonic: 'isotonic' } as const;
const limits = (least: number | null, most: number | null): string =>
  [
    ...(least === null ? [] : [`at least ${plain(least)}`]),
    ...(most === null ? [] : [`at most ${plain(most)}`]),
  ].join(' and ');
const prices = (from: number, to: number | null): string =>
  to === null ? `above ${yuan(from)}` : `from ${yuan(from)} to ${yuan(to)}`;

/** What `winback explain user` says. */
export const explainUser: Sentences<ExplainUserValues> = {
  score: ({ user, probability: p, tier, threshold, contact }) =>
    `User ${user} leaves with probability ${probability(p)}: ${nameIn(tiers, tier)}; the threshold of ${percent(threshold)} is ${contact ? 'reached' : 'not reached'}.`,
  'score-differs': ({ file, listed, computed }) =>
    `${file} says ${probability(listed)} where the model gives ${probability(computed)} for these features: the file is of another day or model.`,
  start: ({ logOdds, probability: p }) =>
    `Before any feature the model starts from log-odds of ${significant(logOdds, 3)} (${probability(p)}).`,
  reason: ({ title, feature, value, unit, unseen, adds }) =>
    `${title.en} (${feature}) ${value === null ? 'has' : 'is'} ${explainedValue(value, unit)}${unseen ? ', a category that training never saw and that counts as missing' : ''}: it ${adding(adds)}.`,
  rest: ({ features, adds }) => `The other ${features} features together: the sum ${adding(adds)}.`,
  sum: ({ logOdds, probability: p }) =>
    `Together this is log-odds of ${significant(logOdds, 3)}, a probability of ${probability(p)} before calibration.`,
  calibration: ({ method, before, after }) =>
    method === 'none'
      ? `The model is not calibrated: ${probability(after)} is its own probability.`
      : `The ${methods[method]} calibration makes ${probability(after)} of ${probability(before)}; the reasons are parts of the log-odds before it.`,
  'no-features': () => 'The reasons need the features of the user: give them with --features.',
  'score-change': ({ file, before, now }) =>
    `In ${file} the probability was ${probability(before)}; it is ${probability(now)} now.`,
  'reason-change': ({ title, feature, valueBefore, value, unit, addsBefore, adds }) =>
    `${title.en} (${feature}) went from ${explainedValue(valueBefore, unit)} to ${explainedValue(value, unit)}: its part of the log-odds went from ${signed(significant(addsBefore, 3))} to ${signed(significant(adds, 3))}.`,
  'no-change': ({ file }) => `No feature of the user has changed since ${file}.`,
  'new-user': ({ file }) => `${file} does not have this user: nothing to compare with.`,
  action: ({ action, tier, cost, gain, chance }) =>
    `The plan gives ${named(action)} (tier ${nameIn(tiers, tier)}): it costs ${yuan(cost)} and is expected to earn ${yuan(gain)} after its cost. The chance of the draw that this user was given it is ${percent(chance)}.`,
  'not-contacted': ({ reason }) => `The plan gives no action: ${nameIn(plan.reasons, reason)} (${reason}).`,
  rule: ({ column, value, least, most }) =>
    `The rule reads the column ${column}: this user has ${explainedValue(value)}${least === null && most === null ? '' : `, ${limits(least, most)} is asked for`}.`,
  holdout: ({ action, share }) =>
    `The draw of the holdout (${percent(share)} of the users who may be contacted) keeps this user without an action; the plan would have given ${named(action)}.`,
  'runner-up': ({ action, over, lead, price, from, to }) =>
    `Second comes ${named(action)}, ${yuan(Math.abs(lead))} ${lead < 0 ? 'ahead of' : 'behind'} ${named(over)} at the plan's price of ${yuan(price)} for a yuan of budget. It would win at a price ${prices(from, to)}.`,
  'never-wins': ({ action, over, lead }) =>
    `Second comes ${named(action)}, ${yuan(Math.abs(lead))} ${lead < 0 ? 'ahead of' : 'behind'} ${named(over)}; there is no price of the budget at which it would be the best.`,
  'no-runner-up': () => 'No other action is allowed for this user.',
  'greedy-list': () => 'The plan follows the greedy rule, which compares no prices: there is no runner-up.',
  'scores-needed': ({ file }) =>
    file === null
      ? 'The plan does not name the file of its scores: the runner-up cannot be computed.'
      : `The runner-up needs the scores the plan was made from: give ${file} with --scores.`,
  'not-in-plan': ({ plan: folder }) => `The plan in ${folder} does not have this user.`,
  message: ({ campaign, channel, action, state, day, reason }) =>
    `${day}: message of the campaign ${campaign} on ${channel} (${named(action)}) ${messageStates[state] ?? state}${reason === null ? '' : ` (${reason})`}.`,
  contact: ({ campaign, channel, action, held, day }) =>
    held
      ? `${day}: the holdout of the campaign ${campaign} kept this user without ${named(action)}.`
      : `${day}: contact of the campaign ${campaign} on ${channel} (${named(action)}).`,
  'no-messages': () => 'The state has no message to this user: they are written when a plan is delivered.',
};
