import { count, interval, percent, pValue, significant } from '../../format.js';
import type { ExplainStateValues } from '../explain-values.js';
import type { Sentences } from '../sentences.js';
import { alerts } from './alerts.js';
import { experiment } from './experiment.js';

const nameIn = (names: Readonly<Record<string, string>>, name: string): string => names[name] ?? name;
const objectOf = (kind: string, object: string): string =>
  (alerts.objects as Readonly<Record<string, string>>)[`${kind} ${object}`] ?? object;
const roles: Readonly<Record<string, string>> = {
  primary: '决策指标',
  secondary: '次要指标',
  guardrail: '护栏指标',
};
const guardrails = { passed: '已排除损害', harmed: '已显示损害', undecided: '尚不能排除损害' };
const severities = { info: '提示', warning: '警告', critical: '严重告警' };

/** What `winback explain experiment` and `winback explain alert` say. */
export const explainState: Sentences<ExplainStateValues> = {
  experiment: ({ name, version, metric, registered, late }) =>
    `实验 ${name}，版本 ${version}：由 ${metric} 决策。${registered === null ? '未登记，因此结果只是线索，不是检验。' : `登记于 ${registered}${late ? '，当时可能已有用户被曝光：结果只是线索，不是检验' : ''}。`}`,
  'no-look': () => '尚未分析过任何一天。',
  look: ({ date, look, users, planned, power, srm }) =>
    [
      `${date}：${count(users)} 名用户${planned === null ? '' : `，计划 ${count(planned)} 名`}，${look === 0 ? '处于两次计划查看之间，不做决定' : `第 ${look} 次计划查看`}`,
      ...(power === null ? [] : [`对所见效应的功效 ${percent(power)}`]),
      ...(srm === null ? [] : [`各组人数检验 p ${pValue(srm)}`]),
    ]
      .join('；')
      .concat('。'),
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
    `${name}（${nameIn(roles, role)}）：${variant} ${significant(treatment)}，对照 ${significant(control)}，差异 ${significant(difference)} ${interval(low, high, significant)}，调整后 p ${pValue(p)}：${guardrail === null ? (found ? '显著' : '不显著') : guardrails[guardrail]}。`,
  boundary: ({ statistic, boundary }) =>
    `统计量为 ${significant(statistic)}，本次查看的界限为 ${significant(boundary)}：${Math.abs(statistic) >= Math.abs(boundary) ? '已越过' : '未越过'}界限。`,
  decision: ({ decision, reason }) =>
    `决定：${nameIn(experiment.decision.verdicts, decision)}${reason === null ? '' : `（最重要的原因：${reason}）`}。`,
  alert: ({ kind, object, severity, state, value, threshold }) =>
    `${severities[severity]}，${alerts.states[state]}：${nameIn(alerts.kinds, kind)}，${objectOf(kind, object)}${value === null ? '' : `；数值为 ${significant(value)}`}${threshold === null ? '' : `，界限 ${significant(threshold)}`}。`,
  'alert-seen': ({ first, last, seen, of }) =>
    `首次出现于 ${first}（UTC），最近一次检查于 ${last}（UTC）；最近 ${of} 次检查中出现 ${seen} 次。`,
  'alert-model': ({ model }) => `涉及模型 ${model}。`,
  'alert-explained': ({ by }) => `告警 ${by} 已解释它：不再单独通知。`,
  'alert-flapping': ({ changes }) => `14 天内开始或结束 ${changes} 次：稳定之前不通知。`,
  'alert-told': ({ at }) => (at === null ? '尚未通知任何人。' : `最近一次通知于 ${at}（UTC）。`),
  'alert-noted': ({ by, at }) => `${by} 已知悉${at === null ? '' : `（${at} UTC）`}。`,
  'alert-muted': ({ until, reason }) => `静默至 ${until}（UTC）${reason === null ? '' : `：${reason}`}。`,
};
