import type { MessageCatalogue } from '../../../messages/translator.js';

/** Messages about uplift and off-policy values. */
export const uplift: MessageCatalogue = {
  'a treatment effect needs rows of both arms, got {} treated and {} untreated rows':
    '处理效应需要两组都有行，得到的是 {1} 行处理组和 {2} 行未处理组',
  'the {} rows with the highest scores hold {} treated and {} untreated rows: an effect needs both':
    '得分最高的 {1} 行中有 {2} 行处理组和 {3} 行未处理组：效应需要两组都有行',
  'a gain curve needs at least one row': '增益曲线至少需要一行',
  '{} must be a number above 0 and at most 1': '{1} 必须是大于 0 且不超过 1 的数',
  'a bootstrap-t interval needs at least two rows, got {}': 'bootstrap-t 区间至少需要两行，得到的是 {1}',
  'the values must be finite numbers whose sum is finite': '数值必须是有限的数，且其总和有限',
  '{}: {} has no parameter': '{1}：{2} 没有参数',
  '{}: {} needs a parameter': '{1}：{2} 需要参数',
  '{}: the parameter of {} must be at most 1': '{1}：{2} 的参数不能超过 1',
  '{} must be a number > 1, got {}': '{1} 必须是大于 1 的数，得到的是 {2}',
  'log.actions names an action twice': 'log.actions 中有动作出现了两次',
  'a log needs at least two actions': '日志至少需要两个动作',
  'log.logging needs one column for each of the {} actions, got {}':
    'log.logging 需要为 {1} 个动作各给一列，得到的是 {2} 列',
  'target needs one column for each of the {} actions, got {}':
    'target 需要为 {1} 个动作各给一列，得到的是 {2} 列',
  'log.expected needs one column for each of the {} actions, got {}':
    'log.expected 需要为 {1} 个动作各给一列，得到的是 {2} 列',
  'estimator {}: the log needs `expected`, what a model expects of every action':
    '估计量 {1}：日志需要 `expected`，即模型对每个动作的预期',
  'rule must be a rule of weights': 'rule 必须是一种权重规则',
  'this estimator needs what a model expects of every action': '该估计量需要模型对每个动作的预期',
  'a self-normalised estimator takes its weights as they are': '自归一化估计量不改变权重',
  'a log needs one column of each kind for every action': '日志需要为每个动作给出每种列各一列',
  'the log has no rows': '日志没有行',
  'row {}: the probabilities of the logging policy add up to {}, not 1':
    '第 {1} 行：记录日志的策略的概率之和是 {2}，不是 1',
  'row {}: the probabilities of the evaluated policy add up to {}, not 1':
    '第 {1} 行：被评估策略的概率之和是 {2}，不是 1',
  'row {}: column "{}" holds no finite number': '第 {1} 行：列“{2}”不是有限的数',
  'row {}: action {} is none of the {} actions': '第 {1} 行：动作 {2} 不在 {3} 个动作之中',
  'row {}: column "{}" holds no probability: {}': '第 {1} 行：列“{2}”不是概率：{3}',
  'row {}: action "{}" was taken with a logged probability of 0':
    '第 {1} 行：执行了动作“{2}”，但记录的概率是 0',
  'uplift.actions must name from 1 to 249 actions': 'uplift.actions 必须列出 1 至 249 个动作',
  'uplift.actions: "{}" is the control': 'uplift.actions：“{1}”是对照',
  'action "{}" has {} users in the log: effects need at least {} of each action':
    '日志中动作“{1}”只有 {2} 名用户：学习效应需要每个动作至少 {3} 名',
  'row {}: the logged probabilities add up to {}, not 1': '第 {1} 行：记录的概率之和是 {2}，不是 1',
  'row {}: column "{}" is 0: effects are learnt from users who could have got every action':
    '第 {1} 行：列“{2}”是 0：效应只能从可能得到每个动作的用户学习',
  'the log has no column to learn from': '日志没有可供学习的列',
  'column "{}", row {}: must name each user once, got {}':
    '列“{1}”第 {2} 行：每名用户只能出现一次，得到的是 {3:words}',
  'LightGBM made no tree of these rows': 'LightGBM 没有从这些行生成任何树',
  'there is no row to learn from': '没有可供学习的行',
  'rows to learn from must ascend and be rows of the table': '学习的行必须递增，且是表中的行',
  'no model of effects in {}: {}': '{1} 中没有效应模型：{2:cause}',
  '{} has another SHA-256 than {} says': '{1} 的 SHA-256 与 {2} 所记不同',
  '{} must be the name of a forest of the folder, got {}': '{1} 必须是文件夹中森林的名字，得到的是 {2}',
  '{}: effects, costs and forests do not fit together': '{1}：效应、成本与森林彼此不符',
  '{} has a column "{}" already: give the file without it': '{1} 已有列“{2}”：请给出不含它的文件',
  '{} needs the probability of every action, in columns such as {}none; decisions.csv of a plan has them':
    '{1} 需要每个动作的概率，列名如 {2}none；计划的 decisions.csv 有这些列',
  '{} has no column "{}" of rewards{}': '{1} 没有回报列“{2}”{3:words}',
  'the log has no column "{}": expected rewards are needed of every action':
    '日志没有列“{1}”：需要每个动作的预期回报',
  'policy {} is neither a file nor one of {}{}': '策略 {1} 既不是文件，也不是 {2} 之一{3:words}',
  '{} has no row of user {} of the log': '{1} 没有日志中用户 {2} 的行',
  '{}: the log has no action {}': '{1}：日志没有动作 {2}',
  '{} needs columns such as {}none, or a column "action"': '{1} 需要如 {2}none 的列，或一列 action',
};
