import type { MessageCatalogue } from '../../../messages/translator.js';

/** Messages about plans. */
export const plan: MessageCatalogue = {
  'plan.limits: more than 65,536 combinations of segments': 'plan.limits：分组的组合超过 65,536 个',
  '{} must be a whole number of users': '{1:words} 必须是整数的用户数',
  'plan.limits[{}] needs either max or min': 'plan.limits[{1}] 必须有 max 或 min 之一',
  'plan.actions must name 1 to 32 actions, got {}': 'plan.actions 必须有 1 到 32 个动作，得到 {1} 个',
  'plan.eligibility.noProfiling.action must be free: {} costs money':
    'plan.eligibility.noProfiling.action 必须是免费的：{1} 要花钱',
  'plan.tiers must name at least one tier': 'plan.tiers 必须至少有一个分层',
  'plan.tiers[{}].from must ascend from 0, got {}':
    'plan.tiers[{1}].from 必须从 0 起递增，得到的是 {2:words}',
  'plan: policy greedy knows only the total budget, not limits': 'plan：策略 greedy 只认总预算，不认 limits',
  '{} must be a quoted id, got the number {}': '{1:words} 必须是加引号的标识，得到的是数 {2}',
  '{} must be quoted: YAML rounds {}': '{1:words} 必须加引号：YAML 会对 {2} 四舍五入',
  'plan.{}: the data has no column {}': 'plan.{1}：数据没有列 {2}',
  'the plan does not add up to what the planner says': '计划的合计与规划器给出的不符',
  '{} is not a plan of this version': '{1} 不是这个版本的计划',
  '{} must be a plain file name, got {}': '{1:words} 必须是不带路径的文件名，得到的是 {2:words}',
  '{} must be a whole number as text, got {}': '{1:words} 必须是写成文本的整数，得到的是 {2:words}',
  '{}; `winback score --keep COLUMN` carries a column of the features over into the scores':
    '{1:message}；`winback score --keep COLUMN` 可以把特征中的一列带入评分文件',
  'the output {} is the input itself': '输出 {1} 就是输入本身',
  'id: the output already has "{}"': 'id：输出中已有“{1}”',
  'keep: the output already has "{}"': 'keep：输出中已有“{1}”',
  '{} has none of the features of the model, which are built from events; make them first: winback features --config CONFIG --model MODEL --events {} --output features.parquet, then score features.parquet':
    '{1} 没有模型的任何特征，这些特征由事件生成；请先生成：winback features --config CONFIG --model MODEL --events {2} --output features.parquet，再对 features.parquet 评分',
};
