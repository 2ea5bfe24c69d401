import type { MessageCatalogue } from '../../../messages/translator.js';

/** Messages about the dictionary of metrics, registered experiments, bots and the mix of users. */
export const metrics: MessageCatalogue = {
  '{} needs eventsPerDay or column': '{1} 需要 eventsPerDay 或 column',
  '{}.above needs column': '{1}.above 需要 column',
  '{}: level: event is for ratios and for quantiles with count: each, and these have no other level':
    '{1}：level: event 只用于比率和 count: each 的分位数，而它们也只能用这一层级',
  '{}: a ratio, and only a ratio, needs denominator': '{1}：比率需要 denominator，其他类型不用',
  '{}: a quantile, and only a quantile, needs quantile': '{1}：分位数需要 quantile，其他类型不用',
  '{}: {}: needs either column or event': '{1}：{2}：需要 column 或 event 其中之一',
  '{}: {}: count and value go with event: a column holds one value a user':
    '{1}：{2}：count 和 value 与 event 一起使用：列里每名用户只有一个值',
  '{}: {}: value goes with count: sum and count: each':
    '{1}：{2}：value 与 count: sum 和 count: each 一起使用',
  '{}: denominator: count: each is for quantiles only': '{1}：denominator：count: each 只用于分位数',
  '{}: numerator: count: each is for quantiles only': '{1}：numerator：count: each 只用于分位数',
  '{}: deduplication: by must name one column at least': '{1}：deduplication：by 至少要写一列',
  '{}: deduplication and refunds look at events: numerator must name one':
    '{1}：deduplication 和 refunds 针对事件：numerator 必须写明事件',
  '{}: refunds are matched by the keys of deduplication, which is none':
    '{1}：退款按 deduplication 的键匹配，而它是 none',
  '{}: refunds.value takes from numerator.value, which is not given':
    '{1}：refunds.value 从 numerator.value 中扣减，而后者没有给出',
  '{}: outliers: a {} has no extreme values to cap, write none':
    '{1}：outliers：{2} 没有可截断的极端值，请写 none',
  'the dictionary has no metric "{}"': '指标字典里没有指标“{1}”',
  'mix: "{}" is a column of every user already: name a column of the log, once':
    'mix：“{1}”已是用户表的列：请写日志中的列，且只写一次',
  'metrics say use: NAME, which needs a dictionary: name its file under dictionary, or give it to experimentConfig':
    'metrics 中写了 use: NAME，这需要指标字典：请在 dictionary 写明文件，或传给 experimentConfig',
  'metric "{}" counts events, so data needs events: a file of users cannot show that its rules were kept':
    '指标“{1}”统计事件，所以 data 需要 events：用户文件无法表明规则得到遵守',
  'metric "{}" leaves programs out and "{}" counts them: one experiment has one set of users':
    '指标“{1}”排除程序而“{2}”计入程序：一个实验只有一组用户',
  'metric "{}" leaves programs out: say which users they are under bots':
    '指标“{1}”排除程序：请在 bots 说明哪些用户是程序',
  'bots: column "{}" holds {}, expected yes or no': 'bots：列“{1}”含有 {2}，应为 yes 或 no',
  'bots: column "{}" holds {}, expected numbers': 'bots：列“{1}”含有 {2}，应为数',
  'experiment "{}": a registration needs minimumDays, the days that it runs at least':
    '实验“{1}”：登记需要 minimumDays，即至少运行的天数',
  'experiment "{}" has begun: its data has users without a time of exposure; register it as late (--late), or begin it anew under another name':
    '实验“{1}”已经开始：数据中有用户没有曝光时间；请登记为迟登记（--late），或另取名称重新开始',
  'experiment "{}" has begun: its first user was exposed at {}, and it is {}; register it as late (--late), or begin it anew under another name':
    '实验“{1}”已经开始：首名用户于 {2} 曝光，现在是 {3}；请登记为迟登记（--late），或另取名称重新开始',
  'experiment "{}": version {} was registered at {} with another configuration: give the changed one a new version':
    '实验“{1}”：版本 {2} 已于 {3} 以另一份配置登记：请给改动后的配置新的版本号',
  '{} is no record of the register: {}': '{1} 不是登记处的记录：{2:message}',
  'the log has events named "{}", the name of a derived event: give that another name':
    '日志中已有名为“{1}”的事件，与派生事件同名：请给派生事件另取名称',
  'bots, mix and derived events need rows: they cannot be pushed down; leave pushDown out':
    'bots、mix 和派生事件需要逐行数据，不能下推：请去掉 pushDown',
  'rules about single events (deduplication, refunds, bots) are not written as SQL: analyze the log itself':
    '针对单个事件的规则（去重、退款、机器人）不写成 SQL：请直接分析日志',
  'bots and mix need rows: aggregates hold sums of all users':
    'bots 和 mix 需要逐行数据：聚合数据只有全部用户的合计',
  'bots.eventsPerDay needs data.events: a file of users has no days of events':
    'bots.eventsPerDay 需要 data.events：用户文件没有逐日的事件',
};
