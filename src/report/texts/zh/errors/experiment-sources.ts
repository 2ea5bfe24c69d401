import type { MessageCatalogue } from '../../../messages/translator.js';

/** Messages about aggregates, looks and event logs of experiments. */
export const experimentSources: MessageCatalogue = {
  'looks of "{}", variant "{}": look {} has a difference of {}, which needs a standardError > 0':
    '“{1}”的查看，组“{2}”：第 {3} 次的差为 {4}，需要 standardError > 0',
  'looks of "{}", variant "{}": look {} has a difference of {}: two proportions differ by 1 at most':
    '“{1}”的查看，组“{2}”：第 {3} 次的差为 {4}：两个比例最多相差 1',
  'looks of "{}", variant "{}": look {} has a standardError of {}: a difference of proportions has 1 at most':
    '“{1}”的查看，组“{2}”：第 {3} 次的 standardError 为 {4}：比例之差的标准误最大为 1',
  'looks of "{}", variant "{}": look {} has a standardError of {}: with {} users a proportion\'s is at least {}':
    '“{1}”的查看，组“{2}”：第 {3} 次的 standardError 为 {4}：{5} 名用户时比例的标准误至少为 {6}',
  'looks of "{}", variant "{}": look {} has the date {} after one of {}: looks stand in the order of time':
    '“{1}”的查看，组“{2}”：第 {3} 次的日期是 {4}，之前一次是 {5}：各次查看要按时间排列',
  'looks of "{}", variant "{}": look {} has {} users after one with {}: they must grow':
    '“{1}”的查看，组“{2}”：第 {3} 次有 {4} 名用户，之前一次有 {5} 名：用户数必须增加',
  'looks of "{}", variant "{}": look {} has {}': '“{1}”的查看，组“{2}”：第 {3} 次有 {4:words}',
  'looks of "{}", variant "{}": the last one has {} {}, the data now {}; the last look must be the state now, as variant minus control':
    '“{1}”的查看，组“{2}”：最后一次的 {3} 为 {4}，现在的数据为 {5}；最后一次查看必须是现在的状态，写成实验组减对照组',
  'aggregates: {}': 'aggregates：{1:cause}',
  'aggregates: metricLooks.{}: the looks at the primary metric are given as looks':
    'aggregates：metricLooks.{1}：主指标的各次查看要写在 looks 里',
  'aggregates: {}.{}: at least one look is needed': 'aggregates：{1}.{2}：至少需要一次查看',
  'aggregates: {}: looks need a sequential plan in the config (sequential: { looks, plannedUsers })':
    'aggregates：{1}：各次查看需要配置中的序贯计划（sequential: { looks, plannedUsers }）',
  'aggregates: {}: no looks for the treatment "{}"': 'aggregates：{1}：没有实验组“{2}”的查看',
  'aggregates: nothing for metric "{}", variant "{}"': 'aggregates：没有指标“{1}”、组“{2}”的数据',
  'an OEC or CUPED needs joint aggregates: the covariances between columns':
    'OEC 或 CUPED 需要联合汇总：列之间的协方差',
  'joint aggregates of "{}": negative sum of squares of "{}"': '“{1}”的联合汇总：“{2}”的平方和为负',
  'joint aggregates of "{}": no column {}': '“{1}”的联合汇总：没有列 {2}',
  'joint aggregates of "{}": {} columns need as many means and {} products':
    '“{1}”的联合汇总：{2} 列需要同样多的均值和 {3} 个乘积',
  'joint aggregates: no variant "{}"': '联合汇总：没有组“{1}”',
  'metric "{}", variant "{}": {} users, other metrics have {}':
    '指标“{1}”，组“{2}”：{3} 名用户，其他指标有 {4} 名',
  'metric "{}", variant "{}": {}': '指标“{1}”，组“{2}”：{3:cause}',
  'aggregates of variant "{}": the covariances of "{}" and "{}" are larger than their variances allow, which no data can have; give them of the same users and with all digits':
    '组“{1}”的汇总：“{2}”与“{3}”的协方差大于方差所允许的，没有数据会这样；请用同一批用户计算，并保留全部位数',
  'aggregates of variant "{}": the covariances of "{}" with the columns before it are larger than their variances allow, which no data can have; give them of the same users and with all digits':
    '组“{1}”的汇总：“{2}”与它之前各列的协方差大于方差所允许的，没有数据会这样；请用同一批用户计算，并保留全部位数',
  'events.time: column "{}" holds {} ({} by its size) and {} ({}): use one unit, and leave missing times empty':
    'events.time：列“{1}”既有 {2}（按大小是{3:words}）又有 {4}（{5:words}）：请只用一种单位，缺失的时间请留空',
  'events.time: column "{}" holds {} texts that are no time, such as {} in row {}: write 2026-03-05T12:00:00Z or 2026-03-05T12:00:00+08:00':
    'events.time：列“{1}”有 {2} 个文本不是时间，如第 {4} 行的 {3}：请写成 2026-03-05T12:00:00Z 或 2026-03-05T12:00:00+08:00',
  'events.time: column "{}" holds {}, expected times': 'events.time：列“{1}”是 {2}，应为时间',
  'events.time: column "{}" holds {}, expected timestamps: make a view of the log with CAST(... AS TIMESTAMP)':
    'events.time：列“{1}”是 {2}，应为时间戳：请用 CAST(... AS TIMESTAMP) 建一个日志的视图',
  'events.time: column "{}" holds {}, expected timestamps: make a view of the log with make_timestamp(microseconds since 1970)':
    'events.time：列“{1}”是 {2}，应为时间戳：请用 make_timestamp(1970 年以来的微秒数) 建一个日志的视图',
  'events.time: column "{}" holds {}, which is no time: give seconds, milliseconds, microseconds or nanoseconds since 1970, or texts such as 2026-03-05T12:00:00Z':
    'events.time：列“{1}”是 {2}，不是时间：请给出 1970 年以来的秒、毫秒、微秒或纳秒数，或 2026-03-05T12:00:00Z 这样的文本',
  '{}: the log has no column {}': '{1}：日志没有列 {2}',
  'events: "{}" must hold numbers, but row {} of the log holds {} ({} such values)':
    'events：“{1}”必须是数，而日志第 {2} 行是 {3}（这样的值有 {4} 个）',
  'events: "{}" must hold numbers, but row {} of the log holds {}':
    'events：“{1}”必须是数，而日志第 {2} 行是 {3}',
  'metric "{}": an outcome with count: each is for {}, without winsorise':
    '指标“{1}”：写 count: each 的结果用于 {2}，且不能有 winsorise',
  'events.outcomes has no "{}"': 'events.outcomes 没有“{1}”',
  'metric "{}" needs rows: it cannot be pushed down': '指标“{1}”需要数据行：不能下推到数据库',
  'metric "{}": no user to take a cap from': '指标“{1}”：没有可用来计算界限的用户',
  'events: an exposure has no user identifier in "{}"': 'events：有一次曝光在“{1}”中没有用户标识',
  'exclude and positive need rows: they cannot be pushed down':
    'exclude 和 positive 需要数据行：不能下推到数据库',
  'metric "{}": outcome "{}" has the mean {}; a value in the log is NaN or infinite':
    '指标“{1}”：结果“{2}”的均值为 {3}；日志中有值为 NaN 或无穷',
  'outcome "{}": a proportion needs 0 or 1, {} users have another value':
    '结果“{1}”：比例需要 0 或 1，有 {2} 名用户是其他值',
};
