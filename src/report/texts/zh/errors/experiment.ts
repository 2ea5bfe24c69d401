import type { MessageCatalogue } from '../../../messages/translator.js';

/** Messages about experiments. */
export const experiment: MessageCatalogue = {
  'the experiment analysis was aborted': '实验分析已中止',
  'a user without an identifier cannot be assigned': '没有标识的用户不能分流',
  'assignment of "{}": {}': '“{1}”的分流：{2:message}',
  'assignment of "{}": needs two or more different variants': '“{1}”的分流：需要两个或更多不同的组',
  'assignment of "{}": weights must be >= 0 with a sum > 0':
    '“{1}”的分流：weights 必须不小于 0，且总和大于 0',
  'assignment of "{}": {} variants but {} weights': '“{1}”的分流：{2} 个组，却有 {3} 个权重',
  'user "{}" is logged in an unknown variant "{}"': '日志中用户“{1}”在未知的组“{2}”',
  'hash version must be 1 or 2, got {}': '哈希版本必须是 1 或 2，得到的是 {1}',
  'a split needs two or more arms of weight > 0': '分流需要两个或更多权重大于 0 的组',
  'arm "{}": users must be a whole number >= 0, got {}': '组“{1}”：users 必须是不小于 0 的整数，得到的是 {2}',
  'arm "{}": weight must be >= 0, got {}': '组“{1}”：weight 必须不小于 0，得到的是 {2}',
  'the experiment has no users': '实验没有用户',
  'experiment "{}": allocationFloor {} for {} variants is more than everybody':
    '实验“{1}”：{3} 个组各占 allocationFloor {2}，超过了全部用户',
  'experiment "{}": assignment recomputes variants from the weights, which are unknown':
    '实验“{1}”：assignment 要由权重复算组别，而权重未知',
  'experiment "{}": exactly one metric must have role: primary, got {}':
    '实验“{1}”：必须恰好有一个指标写 role: primary，得到 {2} 个',
  'experiment "{}": metric "{}": rows need data.file and data.user':
    '实验“{1}”：指标“{2}”：rows 需要 data.file 和 data.user',
  'experiment "{}": metric names must differ, got {}': '实验“{1}”：指标名称不能相同，得到的是 {2}',
  'experiment "{}": oec: no metric "{}"': '实验“{1}”：oec：没有指标“{2}”',
  'experiment "{}": power {} must be above alpha {}': '实验“{1}”：power {2} 必须大于 alpha {3}',
  'experiment "{}": prior must be [alpha, beta]': '实验“{1}”：prior 必须写成 [alpha, beta]',
  'experiment "{}": treatments must name at least one variant': '实验“{1}”：treatments 必须至少有一个组',
  'experiment "{}": variants must differ, got {}': '实验“{1}”：各组名称不能相同，得到的是 {2}',
  'experiment "{}": {} variants but {} weights (or weights: unknown)':
    '实验“{1}”：{2} 个组，却有 {3} 个权重（或写 weights: unknown）',
  'experiment "{}": data needs file, aggregates or events':
    '实验“{1}”：data 必须有 file、aggregates 或 events',
  'experiment "{}": {}': '实验“{1}”：{2:cause}',
  'outcome "{}": {} are columns of every user, give it another name':
    '结果“{1}”：{2} 是每个用户都有的列，请另取名称',
  '{} needs above, below, equals or missing': '{1:words} 必须有 above、below、equals 或 missing',
  '{} needs either column or all: [conditions]': '{1:words} 必须有 column 或 all: [条件] 之一',
  '{}: above, below, equals and missing go inside all':
    '{1:words}：above、below、equals 和 missing 要写在 all 里',
  'exposure of user {}: {}': '用户 {1} 的曝光：{2:message}',
  'row {}: {}': '第 {1} 行：{2:message}',
  'unknown variant {}, expected one of {}': '未知的组 {1}，应为 {2} 之一',
  'unknown variant {}, expected one of {}: it looks like "{}" but has blanks or invisible characters (the data has {}, the config {})':
    '未知的组 {1}，应为 {2} 之一：它看起来像“{3}”，但有空白或不可见的字符（数据中是 {4}，配置中是 {5}）',
  'unknown variant {}, expected one of {}: it looks like "{}" but is written in another Unicode form (the data has {}, the config {})':
    '未知的组 {1}，应为 {2} 之一：它看起来像“{3}”，但 Unicode 形式不同（数据中是 {4}，配置中是 {5}）',
  'row {} has no user identifier': '第 {1} 行没有用户标识',
  'row {} has no variant: leave such rows out with exclude: [{column, missing: true, reason}]':
    '第 {1} 行没有组别：请用 exclude: [{column, missing: true, reason}] 剔除这样的行',
  'user {} has two rows ({} and {}) in one variant: give one row per user, or say data.repeatedUsers: first, last or sum':
    '用户 {1} 在同一组有两行（{2} 和 {3}）：请每名用户一行，或写 data.repeatedUsers: first、last 或 sum',
  'data.variant is needed': '需要 data.variant',
  'metric "{}", column "{}", row {}: the value is missing or not finite':
    '指标“{1}”，列“{2}”第 {3} 行：值缺失或不是有限的数',
  'metric "{}": rows of its own need data.user': '指标“{1}”：自己的数据行需要 data.user',
  'there is no metric "{}" with rows of its own': '没有叫“{1}”且有自己数据行的指标',
  'column "{}" nowhere holds the positive {}; it holds {}': '列“{1}”里没有正值 {2}；有的是 {3}',
  'column "{}" nowhere holds the positive {}; it holds {}: it looks like "{}" but has blanks or invisible characters (the data has {}, the config {})':
    '列“{1}”里没有正值 {2}；有的是 {3}：它看起来像“{4}”，但有空白或不可见的字符（数据中是 {5}，配置中是 {6}）',
  'column "{}" nowhere holds the positive {}; it holds {}: it looks like "{}" but is written in another Unicode form (the data has {}, the config {})':
    '列“{1}”里没有正值 {2}；有的是 {3}：它看起来像“{4}”，但 Unicode 形式不同（数据中是 {5}，配置中是 {6}）',
  'column "{}", row {}: a proportion needs 0 or 1, got {}':
    '列“{1}”第 {2} 行：比例需要 0 或 1，得到的是 {3:words}',
  'column "{}", row {}: the value is missing or NaN; a metric needs one per user. Fill 0 for users who did nothing (COALESCE after a join), or leave such rows out with exclude':
    '列“{1}”第 {2} 行：值缺失或为 NaN；指标要求每名用户有一个值。没有行为的用户请填 0（连接后用 COALESCE），或用 exclude 剔除这样的行',
  'column "{}", row {}: the value is not finite; a metric needs one per user. Fill 0 for users who did nothing (COALESCE after a join), or leave such rows out with exclude':
    '列“{1}”第 {2} 行：值不是有限的数；指标要求每名用户有一个值。没有行为的用户请填 0（连接后用 COALESCE），或用 exclude 剔除这样的行',
  'covariate "{}" has no value at all': '协变量“{1}”没有任何值',
  'covariate "{}" has {} rows, expected {}': '协变量“{1}”有 {2} 行，应为 {3} 行',
  'covariate "{}", row {}: {} is not finite': '协变量“{1}”第 {2} 行：{3} 不是有限的数',
  'winsorise: the lower cap of a ratio must be below 0, got {}: a user is only ever scaled down':
    'winsorise：比率的下限必须小于 0，得到的是 {1}：用户的值只会缩小',
  'winsorise: the lower cap {} is above the upper one {}': 'winsorise：下限 {1} 大于上限 {2}',
  'winsorise: the upper cap of a ratio must be above 0, got {}: most users have none; take a higher quantile, or max':
    'winsorise：比率的上限必须大于 0，得到的是 {1}：多数用户为 0；请取更高的分位数，或写 max',
  'oec: "{}" is a {}, which has no value per user': 'oec：“{1}”是 {2}，没有每名用户的值',
  'metric "{}": its rows have not been added (withMetricRows)':
    '指标“{1}”：还没有加入它的数据行（withMetricRows）',
  'matching left {} pairs, need 2': '匹配后剩 {1} 对，需要 2 对',
  'nobody has treated = {}: nothing to compare': '没有人的 treated = {1}：没有可比较的',
  'propensity score: not converged in {} steps, or the covariates separate the groups perfectly':
    '倾向得分：{1} 步内未收敛，或协变量把两组完全分开了',
  'a sequential plan needs at least one look': '序贯计划至少需要一次查看',
  'a look has {} users after one with {}: they must grow':
    '一次查看有 {1} 名用户，之前一次有 {2} 名：用户数必须增加',
  'stratum {} of the control has {} users, at least 2 are needed':
    '对照组的分层 {1} 有 {2} 名用户，至少需要 2 名',
  'stratum {} of the variant has {} users, at least 2 are needed':
    '实验组的分层 {1} 有 {2} 名用户，至少需要 2 名',
  'the control has {} users, at least 2 are needed': '对照组有 {1} 名用户，至少需要 2 名',
  'the variant has {} users, at least 2 are needed': '实验组有 {1} 名用户，至少需要 2 名',
  'cannot merge moments of {} and {} columns': '不能合并 {1} 列和 {2} 列的矩',
  'column {}, row {}: {} is not a finite number': '列 {1} 第 {2} 行：{3} 不是有限的数',
  'A/A splits need one row per user': 'A/A 划分要求每名用户一行',
  'there is no metric "{}"': '没有指标“{1}”',
  'sequential: the primary metric "{}" is a {} and has no history of looks; give the looks with the aggregates, or another primary metric':
    'sequential：主指标“{1}”是 {2}，没有历次查看的记录；请连同汇总数据给出各次查看，或换一个主指标',
  'exposures must be a list of users with their variants, got {}':
    'exposures 必须是用户及其组别的列表，得到的是 {1:words}',
  'unknown metric {}, expected one of {}': '未知的指标 {1}，应为 {2} 之一',
  'unknown metric {}, expected one of {}: it looks like "{}" but has blanks or invisible characters (the data has {}, the config {})':
    '未知的指标 {1}，应为 {2} 之一：它看起来像“{3}”，但有空白或不可见的字符（数据中是 {4}，配置中是 {5}）',
  'unknown metric {}, expected one of {}: it looks like "{}" but is written in another Unicode form (the data has {}, the config {})':
    '未知的指标 {1}，应为 {2} 之一：它看起来像“{3}”，但 Unicode 形式不同（数据中是 {4}，配置中是 {5}）',
  'unknown treatment {}, expected one of {}': '未知的实验组 {1}，应为 {2} 之一',
  'unknown treatment {}, expected one of {}: it looks like "{}" but has blanks or invisible characters (the data has {}, the config {})':
    '未知的实验组 {1}，应为 {2} 之一：它看起来像“{3}”，但有空白或不可见的字符（数据中是 {4}，配置中是 {5}）',
  'unknown treatment {}, expected one of {}: it looks like "{}" but is written in another Unicode form (the data has {}, the config {})':
    '未知的实验组 {1}，应为 {2} 之一：它看起来像“{3}”，但 Unicode 形式不同（数据中是 {4}，配置中是 {5}）',
};
