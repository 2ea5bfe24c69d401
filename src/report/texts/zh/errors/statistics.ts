import type { MessageCatalogue } from '../../../messages/translator.js';

/** Messages about statistics. */
export const statistics: MessageCatalogue = {
  "Fisher's test takes at most {} users in both groups, got {}: twoProportionTest is as good for so many":
    'Fisher 检验两组最多共 {1} 名用户，得到 {2} 名：这么多用户时 twoProportionTest 同样好',
  'an exact unconditional test takes at most {} users in both groups, got {}: use twoProportionTest, which is as good for so many':
    '精确无条件检验两组最多共 {1} 名用户，得到 {2} 名：请用 twoProportionTest，这么多用户时它同样好',
  'a clustered quantile needs at least 2 users, got {}': '聚类的分位数至少需要 2 名用户，得到 {1} 名',
  'a quantile needs at least one value': '分位数至少需要一个值',
  'a sample must be an array of numbers, got {}': '样本必须是数的数组，得到的是 {1:words}',
  'a sample must hold finite numbers only': '样本只能是有限的数',
  'a sample needs at least 2 values, got {}': '样本至少需要 2 个值，得到 {1} 个',
  'a {} interval of the {} quantile needs more than {} rows in an arm':
    '{2} 分位数的 {1} 区间要求每组多于 {3} 行',
  'an interval needs at least 20 replicates, got {}': '区间至少需要 20 次重复，得到 {1} 次',
  'an interval needs at least one replicate': '区间至少需要一次重复',
  'arms[{}] must be a posterior (betaArm or normalArm), got {}':
    'arms[{1}] 必须是后验分布（betaArm 或 normalArm），得到的是 {2:words}',
  '{} {} with this mde gives a rate of {}, which is not between 0 and 1':
    '{1:words} {2} 加上这个 mde 得到比率 {3}，不在 0 和 1 之间',
  "both samples are constant: Cohen's d has no scale": "两个样本都是常数：Cohen's d 没有尺度",
  'both samples are constant: the difference has no standard error': '两个样本都是常数：差没有标准误',
  'both samples need at least one value': '两个样本都至少需要一个值',
  'boundaries need looks or times': '边界需要 looks 或 times',
  'stops need either looks or times': '停止边界需要 looks 或 times 之一',
  'stops need at least one look': '停止边界至少需要一次查看',
  '{} must not be 0': '{1:words} 不能为 0',
  'low must not exceed high': 'low 不能大于 high',
  "errors.covariance must be at most {} (the root of both errors' product), got {}":
    'errors.covariance 最大为 {1}（两个误差之积的平方根），得到的是 {2}',
  'hwang-shih-decani is a spending function: use the family lan-demets':
    'hwang-shih-decani 是消耗函数：请用 family lan-demets',
  'information and z need one value per look': 'information 和 z 每次查看各要有一个值',
  'times and z need one value per look': 'times 和 z 每次查看各要有一个值',
  'isotonic: one label a row is needed': '保序回归：每行要有一个标签',
  '{} is {} but times has {} values': '{1:words} 为 {2}，而 times 有 {3} 个值',
  'moments need at least one column': '矩至少需要一列',
  'moments of {} and {} columns cannot be merged': '{1} 列和 {2} 列的矩不能合并',
  'plan.alphaSpent needs one value per look': 'plan.alphaSpent 每次查看要有一个值',
  '{} must be strictly between 0 and 1, got {}; a mean needs sd':
    '{1:words} 必须大于 0 且小于 1，得到的是 {2}；均值需要 sd',
  '{} must not be 0 with a relative margin: a share of 0 is no margin':
    '界值为相对值时 {1:words} 不能为 0：0 的任何比例都不是界值',
  '{} {} with this effect gives a rate of {}': '{1:words} {2} 加上这个效应得到比率 {3}',
  '{} is a harm of the margin or more: no number of users shows otherwise':
    '{1:words} 的损害达到或超过界值：再多用户也不能证明没有损害',
  '{} must be below 1 for a rate, got {}': '比率的 {1:words} 必须小于 1，得到的是 {2}',
  '{} {} of the rate {} is a harm that cannot happen: the rate would be {}':
    '比率 {3} 的 {1:words} {2} 是不可能发生的损害：比率会是 {4}',
  '{} must be above alpha ({}), got {}: a test without any user reaches that':
    '{1:words} 必须大于 alpha（{2}），得到的是 {3}：没有任何用户的检验也能达到',
  '{} must be between alpha ({}) and 1, got {}': '{1:words} 必须在 alpha（{2}）和 1 之间，得到的是 {3}',
  '{} must have {} elements, got {}': '{1:words} 必须有 {2} 个元素，得到 {3} 个',
  'ranks need finite values': '秩需要有限的数',
  'the best of several needs two or more arms, got {}': '选最优需要两个或更多的组，得到 {1} 个',
  'the exact test needs values without ties': '精确检验要求没有相同的值',
  'the observed rates are 0 or 1 and have no unpooled variance: use pooled':
    '观测到的比率是 0 或 1，没有非合并方差：请用 pooled',
  "the plan's looks spend too little alpha to reach the power {}: add a later look":
    '计划的各次查看消耗的 alpha 太少，达不到功效 {1}：请再加一次更晚的查看',
  'there is no column pair ({}, {}) of {} columns': '{3} 列中没有列对 ({1}, {2})',
  '{} must increase in (0, 1], got {} after {}': '{1:words} 必须在 (0, 1] 内递增，得到 {3} 之后的 {2}',
  'weights must add up to 1, got {}': 'weights 的和必须是 1，得到的是 {1}',
  'x has {} corners, y must have as many': 'x 有 {1} 个转折点，y 必须同样多',
  'z and critical must be finite numbers': 'z 和 critical 必须是有限的数',
  '{} control users cannot find any increase with this power': '{1} 名对照用户不能以这个功效发现任何提升',
  '{} has {} entries for {} rows': '{1:words} 有 {2} 项，而数据有 {3} 行',
  '{} has {} values, {} has {}': '{1:words} 有 {2} 个值，{3:words}有 {4} 个',
  '{} must ascend': '{1:words} 必须递增',
  '{} must be a non-empty array': '{1:words} 必须是非空的数组',
  '{}: successes must be a whole number from 0 to {}, got {}':
    '{1:words}：successes 必须是 0 到 {2} 的整数，得到的是 {3:words}',
  '{}: trials must be a whole number >= 1, got {}':
    '{1:words}：trials 必须是不小于 1 的整数，得到的是 {2:words}',
};
