import { count, percent, probability, signed, significant, yuan } from '../../format.js';
import type { ExplainUserValues } from '../explain-values.js';
import type { Sentences } from '../sentences.js';
import { actions, tiers } from './names.js';
import { plan } from './plan.js';

type Value = number | string | boolean | null;

/** Whole numbers as they are, others to four digits. */
const plain = (value: number): string => (Number.isSafeInteger(value) ? count(value) : significant(value));

const units: Readonly<Record<string, (value: number) => string>> = {
  days: (value) => `${plain(value)} 天`,
  hours: (value) => `${plain(value)} 小时`,
  ms: (value) => `${plain(value)} 毫秒`,
  yuan: (value) => yuan(value),
  share: (value) => percent(value),
};

/** 特征的取值，带单位。 */
export function explainedValue(value: Value, unit: string | null = null): string {
  if (value === null) return '缺失';
  if (typeof value === 'boolean') return value ? '是' : '否';
  if (typeof value === 'string') return `“${value}”`;
  return units[unit ?? '']?.(value) ?? plain(value);
}

const messageStates: Readonly<Record<string, string>> = {
  queued: '等待发送',
  sending: '正在发送',
  accepted: '服务商已接收',
  delivered: '已送达',
  undelivered: '被退回',
  unknown: '已交出，是否发出不详',
  suppressed: '未发送：受规则或退订限制',
  expired: '未发送：已过期',
  dead: '未发送：多次尝试均失败',
  cancelled: '已取消',
};

const nameIn = (names: Readonly<Record<string, string>>, name: string): string => names[name] ?? name;
const named = (action: string | null): string => (action === null ? '不触达' : nameIn(actions, action));
const adding = (adds: number): string =>
  `使对数几率${adds < 0 ? '降低' : '升高'} ${significant(Math.abs(adds), 3)}（几率 × ${significant(Math.exp(adds), 3)}）`;
const methods = { none: '无', platt: 'Platt', beta: 'Beta', isotonic: '保序' } as const;
const limits = (least: number | null, most: number | null): string =>
  [
    ...(least === null ? [] : [`至少 ${plain(least)}`]),
    ...(most === null ? [] : [`至多 ${plain(most)}`]),
  ].join('、');
const prices = (from: number, to: number | null): string =>
  to === null ? `高于 ${yuan(from)}` : `在 ${yuan(from)} 到 ${yuan(to)} 之间`;

/** What `winback explain user` says. */
export const explainUser: Sentences<ExplainUserValues> = {
  score: ({ user, probability: p, tier, threshold, contact }) =>
    `用户 ${user} 的流失概率为 ${probability(p)}，属于${nameIn(tiers, tier)}；${contact ? '已达到' : '未达到'}阈值 ${percent(threshold)}。`,
  'score-differs': ({ file, listed, computed }) =>
    `${file} 中为 ${probability(listed)}，而模型对这些特征给出 ${probability(computed)}：该文件来自另一天或另一个模型。`,
  start: ({ logOdds, probability: p }) =>
    `不看任何特征时，模型的起点是对数几率 ${significant(logOdds, 3)}（${probability(p)}）。`,
  reason: ({ title, feature, value, unit, unseen, adds }) =>
    `${title.zh}（${feature}）为${explainedValue(value, unit)}${unseen ? '，训练时没有这个类别，按缺失处理' : ''}：${adding(adds)}。`,
  rest: ({ features, adds }) => `其余 ${features} 个特征合计：${adding(adds)}。`,
  sum: ({ logOdds, probability: p }) =>
    `合计对数几率 ${significant(logOdds, 3)}，校准前概率为 ${probability(p)}。`,
  calibration: ({ method, before, after }) =>
    method === 'none'
      ? `模型未校准：${probability(after)} 就是模型自己的概率。`
      : `${methods[method]}校准把 ${probability(before)} 变为 ${probability(after)}；以上原因是校准前对数几率的组成部分。`,
  'no-features': () => '给出原因需要该用户的特征：请用 --features 指定。',
  'score-change': ({ file, before, now }) =>
    `在 ${file} 中概率为 ${probability(before)}，现在为 ${probability(now)}。`,
  'reason-change': ({ title, feature, valueBefore, value, unit, addsBefore, adds }) =>
    `${title.zh}（${feature}）由${explainedValue(valueBefore, unit)}变为${explainedValue(value, unit)}：它对对数几率的贡献由 ${signed(significant(addsBefore, 3))} 变为 ${signed(significant(adds, 3))}。`,
  'no-change': ({ file }) => `与 ${file} 相比，该用户的特征没有变化。`,
  'new-user': ({ file }) => `${file} 中没有该用户，无从比较。`,
  action: ({ action, tier, cost, gain, chance }) =>
    `计划给予${named(action)}（分群：${nameIn(tiers, tier)}）：成本 ${yuan(cost)}，扣除成本后预期收益 ${yuan(gain)}。抽签使该用户获得它的概率为 ${percent(chance)}。`,
  'not-contacted': ({ reason }) => `计划不触达该用户：${nameIn(plan.reasons, reason)}（${reason}）。`,
  rule: ({ column, value, least, most }) =>
    `规则读取列 ${column}：该用户为${explainedValue(value)}${least === null && most === null ? '' : `，要求${limits(least, most)}`}。`,
  holdout: ({ action, share }) =>
    `留出组的抽签（可触达用户的 ${percent(share)}）使该用户不被触达；否则计划会给予${named(action)}。`,
  'runner-up': ({ action, over, lead, price, from, to }) =>
    `其次是${named(action)}：按计划中每元预算 ${yuan(price)} 的价格，它比${named(over)}${lead < 0 ? '高' : '低'} ${yuan(Math.abs(lead))}。价格${prices(from, to)}时它会胜出。`,
  'never-wins': ({ action, over, lead }) =>
    `其次是${named(action)}，比${named(over)}${lead < 0 ? '高' : '低'} ${yuan(Math.abs(lead))}；预算取任何价格它都不会是最好的。`,
  'no-runner-up': () => '该用户没有其他允许的策略。',
  'greedy-list': () => '该计划按贪心规则选取，不比较价格，因此没有次优策略。',
  'scores-needed': ({ file }) =>
    file === null
      ? '计划没有记录分数文件，无法计算次优策略。'
      : `计算次优策略需要计划所用的分数：请用 --scores 指定 ${file}。`,
  'not-in-plan': ({ plan: folder }) => `${folder} 中的计划没有该用户。`,
  message: ({ campaign, channel, action, state, day, reason }) =>
    `${day}：活动 ${campaign} 在 ${channel} 的消息（${named(action)}）${messageStates[state] ?? state}${reason === null ? '' : `（${reason}）`}。`,
  contact: ({ campaign, channel, action, held, day }) =>
    held
      ? `${day}：活动 ${campaign} 的留出组，未给予${named(action)}。`
      : `${day}：活动 ${campaign} 在 ${channel} 的触达（${named(action)}）。`,
  'no-messages': () => '状态库中没有给该用户的消息：投递计划时才会写入。',
};
