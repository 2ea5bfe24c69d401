import type { MessageCatalogue } from '../../../messages/translator.js';

/** Messages about what campaigns brought. */
export const closing: MessageCatalogue = {
  '{} has {} arms, {} has {}': '{1:words} 有 {2} 个组，{3:words} 有 {4} 个',
  '{}[{}] must be above 0 and at most 1, got {}': '{1:words}[{2}] 必须大于 0 且不超过 1，得到的是 {3}',
  'arm {} has no row outside fold {}: nothing says what to expect of that fold; take fewer folds or more rows':
    '组 {1} 在第 {2} 折之外没有任何行：无从得知该折的期望；请减少折数或增加行数',
  '{} must have at least 2 folds, got {}': '{1:words} 至少要有 2 折，得到 {2} 折',
  'a mean of scores needs at least 2 users, got {}': '得分的均值至少需要 2 名用户，得到 {1} 名',
  'a linear predictor needs at least 2 users, got {}': '线性预测至少需要 2 名用户，得到 {1} 名',
  'a linear predictor with {} columns needs more rows than {}': '有 {1} 列的线性预测需要多于 {2} 行',
  'shrinking needs at least {} cells, got {}': '收缩估计至少需要 {1} 个单元，得到 {2} 个',
  'nothing to compare: {} users with an outcome were contacted, {} were held back; a campaign without a holdout is closed with --contacts':
    '无从比较：有结果的用户中触达 {1} 名，留出 {2} 名；没有留出组的活动请用 --contacts 收尾',
  '--covariates must have been known before the campaign: column {} says who a user is, or what came of the campaign':
    '--covariates 必须在活动之前已知：列 {1} 说明用户是谁，或活动带来了什么',
  'no outcome is of one of the {} contacted users: both files must name users alike':
    '{1} 名被触达用户没有一名有结果：两个文件中的用户编号必须一致',
  'all {} users of the outcomes were contacted: there is nobody to compare them with':
    '结果中的 {1} 名用户都被触达：没有可比较的用户',
  'nothing to compare: all rows are of one user': '无从比较：所有行都属于同一名用户',
  '{} has no column {} with the users': '{1} 没有用户列 {2}',
  '{} has neither a column {} nor {}: nothing says who stayed':
    '{1} 既没有列 {2}，也没有列 {3}：无从得知谁留存',
  'column "{}" needs --from DAY: who was active on it or later has stayed':
    '列“{1}”需要 --from DAY：在这一天或之后活跃的用户视为留存',
  'some outcomes have a revenue and others have none: give it for all campaigns, or for none':
    '部分结果有收入列而其他没有：请为所有活动提供，或都不提供',
  'options.plans must name at least one folder of a plan': 'options.plans 至少要给出一个计划的文件夹',
  '{} plans need as many files of outcomes, or one for all, got {}':
    '{1} 个计划需要同样多的结果文件，或共用一个，得到 {2} 个',
  '{}: the ids of the lists are hashed; give the salt of the plan':
    '{1}：名单中的 id 已加盐散列；请给出计划的盐',
  'column "{}", row {}: must be an amount in yuan; write 0 for none, got {}':
    '列“{1}”第 {2} 行：必须是以元计的金额；没有请写 0，得到的是 {3:words}',
  'column "{}", row {}: must be a number for every user, got {}':
    '列“{1}”第 {2} 行：每名用户都必须有一个数，得到的是 {3:words}',
  '{} has no column {}: it was written by an older version; make the plan again from the same scores and options, which gives the same users':
    '{1} 没有列 {2}：它由较早的版本写出；请用相同的分数与选项重新生成计划，用户会是相同的',
  '{} has no column {}': '{1} 没有列 {2}',
  'close needs --plan DIR and --outcomes FILE': 'close 需要 --plan DIR 和 --outcomes FILE',
  '--column must be such as stayed=kept, got {}': '--column 必须形如 stayed=kept，得到的是 {1}',
  'a campaign without a holdout needs --covariates: number columns that were known before the contact':
    '没有留出组的活动需要 --covariates：触达之前已知的数值列',
  '{} contacted users have somebody alike: there is nothing to compare':
    '只有 {1} 名被触达用户有相似的人：无从比较',
  '{}, row {}: the cost must be a number; write 0 for none': '{1} 第 {2} 行：成本必须是数；没有请写 0',
  '{}: the plan has an action for nobody': '{1}：计划没有给任何人动作',
  'close --plan-holdout needs --plan DIR': 'close --plan-holdout 需要 --plan DIR',
  'close --contacts needs one --outcomes FILE, and no --plan':
    'close --contacts 需要一个 --outcomes FILE，且不带 --plan',
  'close keeps its result with --state URL and --project NAME together':
    'close 需要同时给出 --state URL 与 --project NAME 才会保存结果',
};
