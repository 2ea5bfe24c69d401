import { count, interval, percent, pValue, significant } from '../../format.js';
import type { ExplainStateValues } from '../explain-values.js';
import type { Sentences } from '../sentences.js';
import { alerts } from './alerts.js';
import { experiment } from './experiment.js';

const nameIn = (names: Readonly<Record<string, string>>, name: string): string => names[name] ?? name;
const objectOf = (kind: string, object: string): string =>
  (alerts.objects as Readonly<Record<string, string>>)[`${kind} ${object}`] ?? object;
const roles: Readonly<Record<string, string>> = {
  primary: 'the metric that decides',
  secondary: 'a further metric',
  guardrail: 'a guardrail',
};
const guardrails = {
  passed: 'harm is ruled out',
  harmed: 'harm is shown',
  undecided: 'harm is not ruled out yet',
};
const severities = { info: 'remark', warning: 'warning', critical: 'critical alarm' };

/** What `winback explain experiment` and `winback explain alert` say. */
export const explainState: Sentences<ExplainStateValues> = {
  experiment: ({ name, version, metric, registered, late }) =>
    `Experiment ${name}, version ${version}: ${metric} decides. ${registered === null ? 'It was never registered, so what it finds is a hint, not a test.' : `It was registered on ${registered}${late ? ', after users may have been exposed: what it finds is a hint, not a test' : ''}.`}`,
  'no-look': () => 'No day of it has been analysed yet.',
  look: ({ date, look, users, planned, power, srm }) =>
    [
      `${date}: ${count(users)} users${planned === null ? '' : ` of ${count(planned)} planned`}, ${look === 0 ? 'between two planned looks, where nothing is decided' : `planned look ${look}`}`,
      ...(power === null ? [] : [`power for the effect seen ${percent(power)}`]),
      ...(srm === null ? [] : [`check of the arms' sizes p ${pValue(srm)}`]),
    ]
      .join('; ')
      .concat('.'),
  metric: ({
    name,
    role,
    variant,
    control,
    treatment,
    difference,
    low,
    high,
    p,
    significant: found,
    guardrail,
  }) =>
    `${name} (${nameIn(roles, role)}): ${variant} ${significant(treatment)}, control ${significant(control)}, difference ${significant(difference)} ${interval(low, high, significant)}, adjusted p ${pValue(p)}: ${guardrail === null ? (found ? 'significant' : 'not significant') : guardrails[guardrail]}.`,
  boundary: ({ statistic, boundary }) =>
    `The statistic is ${significant(statistic)}, the limit of this look ${significant(boundary)}: the limit is ${Math.abs(statistic) >= Math.abs(boundary) ? 'crossed' : 'not crossed'}.`,
  decision: ({ decision, reason }) =>
    `Decision: ${nameIn(experiment.decision.verdicts, decision)}${reason === null ? '' : ` (the reason that weighs most: ${reason})`}.`,
  alert: ({ kind, object, severity, state, value, threshold }) =>
    `${severities[severity]}, ${alerts.states[state]}: ${nameIn(alerts.kinds, kind)}, ${objectOf(kind, object)}${value === null ? '' : `; the value is ${significant(value)}`}${threshold === null ? '' : `, the limit ${significant(threshold)}`}.`,
  'alert-seen': ({ first, last, seen, of }) =>
    `First seen ${first} UTC, last looked at ${last} UTC; seen in ${seen} of the last ${of} evaluations.`,
  'alert-model': ({ model }) => `It is about the model ${model}.`,
  'alert-explained': ({ by }) => `The alarm ${by} explains it: nobody is told of this one.`,
  'alert-flapping': ({ changes }) =>
    `It began or ended ${changes} times in 14 days: nobody is told of it until it settles.`,
  'alert-told': ({ at }) => (at === null ? 'Nobody was told of it yet.' : `Last told ${at} UTC.`),
  'alert-noted': ({ by, at }) => `${by} took note of it${at === null ? '' : ` at ${at} UTC`}.`,
  'alert-muted': ({ until, reason }) => `Silent until ${until} UTC${reason === null ? '' : `: ${reason}`}.`,
};
