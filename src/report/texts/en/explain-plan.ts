import { count, percent, yuan } from '../../format.js';
import type { ExplainPlanValues } from '../explain-values.js';
import type { Sentences } from '../sentences.js';
import { actions } from './names.js';
import { plan } from './plan.js';

const nameIn = (names: Readonly<Record<string, string>>, name: string): string => names[name] ?? name;
const methods: Readonly<Record<string, string>> = {
  'budget-not-binding': 'the budget does not bind',
  'core-search': 'a search of the users near the margin proved it',
  lagrangian: 'the bound at the prices of the limits',
};

/** What `winback explain plan` says. */
export const explainPlan: Sentences<ExplainPlanValues> = {
  'plan-money': ({ users, targeted, spent, budget, profit }) =>
    `${count(targeted)} of ${count(users)} users get an action: ${yuan(spent)} of ${yuan(budget)} is spent, ${yuan(profit)} is expected after costs.`,
  'plan-proof': ({ bound, gap, method }) =>
    `No plan inside the limits earns more than ${yuan(bound)} (${nameIn(methods, method)}): ${gap === 0 ? 'this plan is the best' : `this plan is at most ${yuan(gap)} from it`}.`,
  'plan-greedy': ({ gap, bound }) =>
    `The list follows the greedy rule; the best plan earns up to ${yuan(bound)}, ${yuan(gap)} more.`,
  'plan-price': ({ price }) =>
    price === 0
      ? 'More budget would bring nothing.'
      : `One more yuan of budget would bring ${yuan(price)} after its cost: an action is worth its money where it earns more than that for each yuan.`,
  'plan-action': ({ action, users, spent, profit }) =>
    `${nameIn(actions, action)}: ${count(users)} users, ${yuan(spent)} spent, ${yuan(profit)} expected after costs.`,
  'plan-limit': ({ name, bound, limit, used, price, measure }) => {
    const write = measure === 'spend' ? yuan : count;
    return `The limit ${name} (at ${bound === 'max' ? 'most' : 'least'} ${write(limit)}, ${write(used)} used) costs profit: one more ${measure === 'spend' ? 'yuan' : 'user'} of it would change ${yuan(price)}.`;
  },
  'plan-left-out': ({ reason, users }) =>
    `${count(users)} users get no action: ${nameIn(plan.reasons, reason)} (${reason}).`,
  'plan-holdout': ({ users, share }) =>
    `${count(users)} of them (a draw of ${percent(share)} of those who may be contacted) are the holdout that the campaign is measured against.`,
  'plan-simple-rule': ({ profit, expected }) =>
    `The simple rule (a fixed action for each tier) would expect ${yuan(profit)}; this plan expects ${yuan(expected)}.`,
  'plan-closed': ({ date, plans, contacted, held, claimed, value, low, high, ok }) =>
    `Closed on ${date}${plans > 1 ? ` together with ${count(plans - 1)} other plan${plans > 2 ? 's' : ''}` : ''}: against ${count(held)} users held back, ${count(contacted)} contacted users brought ${yuan(value)} after costs (95 % interval ${yuan(low)} to ${yuan(high)}); ${yuan(claimed)} was claimed.${ok ? '' : ' A check of the closing failed: do not rely on these figures.'}`,
  'plan-not-closed': () => 'The state has no closing of this plan.',
};
