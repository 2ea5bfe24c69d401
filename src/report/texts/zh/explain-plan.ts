import { count, percent, yuan } from '../../format.js';
import type { ExplainPlanValues } from '../explain-values.js';
import type { Sentences } from '../sentences.js';
import { actions } from './names.js';
import { plan } from './plan.js';

const nameIn = (names: Readonly<Record<string, string>>, name: string): string => names[name] ?? name;
const methods: Readonly<Record<string, string>> = {
  'budget-not-binding': '预算没有用尽',
  'core-search': '对边际用户的搜索已证明',
  lagrangian: '按各约束价格得到的上界',
};

/** What `winback explain plan` says. */
export const explainPlan: Sentences<ExplainPlanValues> = {
  'plan-money': ({ users, targeted, spent, budget, profit }) =>
    `${count(users)} 名用户中有 ${count(targeted)} 名获得策略：预算 ${yuan(budget)} 用去 ${yuan(spent)}，扣除成本后预期收益 ${yuan(profit)}。`,
  'plan-proof': ({ bound, gap, method }) =>
    `约束内任何计划的收益都不超过 ${yuan(bound)}（${nameIn(methods, method)}）：${gap === 0 ? '本计划就是最优' : `本计划与最优至多相差 ${yuan(gap)}`}。`,
  'plan-greedy': ({ gap, bound }) =>
    `名单按贪心规则选取；最优计划的收益至多 ${yuan(bound)}，比它多 ${yuan(gap)}。`,
  'plan-price': ({ price }) =>
    price === 0
      ? '再增加预算不会带来收益。'
      : `再加 1 元预算，扣除该花费后可带来 ${yuan(price)}：每花 1 元的收益高于这个数的策略才值得。`,
  'plan-action': ({ action, users, spent, profit }) =>
    `${nameIn(actions, action)}：${count(users)} 人，花费 ${yuan(spent)}，扣除成本后预期收益 ${yuan(profit)}。`,
  'plan-limit': ({ name, bound, limit, used, price, measure }) => {
    const write = measure === 'spend' ? yuan : count;
    return `约束 ${name}（${bound === 'max' ? '至多' : '至少'} ${write(limit)}，已用 ${write(used)}）限制了收益：放宽 1 ${measure === 'spend' ? '元' : '人'}会改变 ${yuan(price)}。`;
  },
  'plan-left-out': ({ reason, users }) =>
    `${count(users)} 名用户不触达：${nameIn(plan.reasons, reason)}（${reason}）。`,
  'plan-holdout': ({ users, share }) =>
    `其中 ${count(users)} 名（按可触达用户的 ${percent(share)} 抽取）是衡量活动效果的留出组。`,
  'plan-simple-rule': ({ profit, expected }) =>
    `简单规则（每个分群固定策略）的预期收益为 ${yuan(profit)}；本计划为 ${yuan(expected)}。`,
  'plan-closed': ({ date, plans, contacted, held, claimed, value, low, high, ok }) =>
    `${date} 收尾${plans > 1 ? `（与另外 ${count(plans - 1)} 个计划一起）` : ''}：与 ${count(held)} 名留出者相比，${count(contacted)} 名被触达者扣除成本后带来 ${yuan(value)}（95% 区间 ${yuan(low)} 至 ${yuan(high)}）；计划声称 ${yuan(claimed)}。${ok ? '' : '收尾有检查未通过：这些数字不可采信。'}`,
  'plan-not-closed': () => '状态库中没有本计划的收尾记录。',
};
