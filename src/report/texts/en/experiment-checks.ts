import { shownCount } from '../../../base/shown-count.js';
import { share, three } from '../figures.js';
import type { CheckSentences } from '../sentences.js';

export const experimentChecks: CheckSentences = {
  srm: {
    notRun: 'not checked',
    ran(values, status) {
      if (values.method === 'unknown-split')
        return "the config says that the planned split is unknown: the arms' sizes cannot be checked against it";
      return status === 'passed'
        ? `the arms' sizes fit the planned split (p = ${three(values.p)})`
        : `sample ratio mismatch (p = ${three(values.p)} < ${values.threshold}): assignment or logging differs between arms, no result can be trusted`;
    },
  },
  assignment: {
    notRun: 'no assignment plan or user column: not recomputed',
    ran: ({ users, matched, wrongVariant, notIncluded }) =>
      `assignment recomputed: ${shownCount(matched)} of ${shownCount(users)} users as logged, ${shownCount(wrongVariant)} in another variant, ${shownCount(notIncluded)} should not be in the experiment`,
  },
  'multi-variant': {
    notRun: 'no user column: users in several variants cannot be found',
    ran: ({ users, unit, first }) =>
      users === 0
        ? `no ${unit} was in several variants`
        : `${shownCount(users)} users were in several variants and ${first === true ? 'count for the first one' : 'are left out of all of them'}`,
  },
  'exposure-order': {
    notRun: 'no exposure and conversion times: their order cannot be checked',
    ran: ({ users, sameDay }) =>
      (users > 0
        ? `${shownCount(users)} users converted before their exposure: the experiment cannot have caused that`
        : 'no conversion came before the exposure') +
      (sameDay > 0
        ? `; of ${sameDay} users both fell on one day and one of the times is a date only, so their order cannot be told`
        : ''),
  },
  immature: {
    notRun: 'no conversion window is set',
    ran: ({ users, days }) =>
      users > 0
        ? `${shownCount(users)} users are still inside their ${days}-day window and are left out`
        : "every user's window has passed",
  },
  duration: {
    notRun: 'no minimum duration or no exposure dates',
    ran: ({ days, minimumDays }) => `ran ${days} days of at least ${minimumDays}`,
  },
  'pre-balance': {
    notRun: 'no covariate from before the experiment',
    ran: ({ p }, status) =>
      status === 'failed'
        ? `the arms already differed before the experiment (p = ${three(p)})`
        : `the arms were alike before the experiment (smallest p = ${three(p)})`,
  },
  exclusions: {
    notRun: 'no exclusion rules (bots, refunds...)',
    ran: ({ users, rules }) =>
      `${shownCount(users)} rows left out by rule (${rules.map((rule) => `${rule.reason}: ${shownCount(rule.users)}`).join(', ')})`,
  },
  novelty: {
    notRun: 'no daily data: novelty cannot be checked',
    ran: ({ p }, status) =>
      status === 'warning'
        ? `the effect changes with the day of exposure (p = ${three(p)}): it may be a novelty`
        : 'no sign that the effect changes with the day of exposure',
  },
  'split-check': {
    notRun: 'no A/A splits were asked for',
    ran: ({ metric, rate, runs, alpha }) =>
      `${runs} A/A splits of the control arm: ${metric} false positives ${share(rate, 2)} (nominal ${100 * alpha} %)`,
  },
  bots: {
    notRun: 'no rule says which users are programs',
    ran: ({ users, share: part, p }, status) =>
      `${shownCount(users)} users (${share(part, 2)}) are programs by the rule and are left out${
        p === null ? '' : `; one share in all arms has p = ${three(p)}`
      }${status === 'failed' ? ': the arms are unlike in them, so the treatment or the logging makes programs' : ''}`,
  },
  mix: {
    notRun: 'no columns whose mix could move',
    ran: ({ column, distance, p }, status) =>
      status === 'warning'
        ? `the mix of users by ${column} moved during the run (${share(distance, 1)} of the users, p = ${three(p)}): see the effects for the old mix`
        : `the mix of users by ${column} held (${share(distance, 1)} of the users, p = ${three(p)})`,
  },
  closure: {
    notRun: 'no log to follow conversions in',
    ran: ({
      sampled,
      labelled,
      closed,
      withoutExposure,
      beforeExposure,
      otherVariant,
      recomputed,
      mismatches,
    }) =>
      `of ${shownCount(sampled)} sampled conversions ${shownCount(labelled)} name a variant; ${shownCount(closed)} lead back to an exposure ` +
      `(${withoutExposure} have none, ${beforeExposure} came before it, ${otherVariant} name another variant); ` +
      `the outcomes of ${recomputed} users computed again: ${mismatches} differ`,
  },
  registration: {
    notRun: 'no register was given',
    ran: ({ state, registeredAt }) =>
      ({
        'in-time': `registered at ${registeredAt}, before the first exposure, with this configuration`,
        late: `registered at ${registeredAt}, after users had been exposed: what is found is a hint, not a test`,
        changed: `registered at ${registeredAt} with another configuration: give the changed one a new version`,
        missing: 'this version of the experiment was never registered',
      })[state],
  },
};
