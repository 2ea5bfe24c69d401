import type { MessageCatalogue } from '../../../messages/translator.js';

/** Messages about event logs, their features and windows. */
export const events: MessageCatalogue = {
  'attributes: no column {}': 'attributes：没有列 {1}',
  'attributes: user {} has several rows and no `validFrom` tells which holds':
    'attributes：用户 {1} 有多行，也没有 `validFrom` 说明哪一行有效',
  'attributes: user {} has several rows for the same day': 'attributes：用户 {1} 在同一天有多行',
  'attributes: {} of {} values of column "{}" are no JSON objects, e.g. \'{}\'':
    "attributes：列“{3}”的 {2} 个值中有 {1} 个不是 JSON 对象，如 '{4}'",
  'attributes: the configuration has no attributes': 'attributes：配置里没有 attributes',
  'no feature is called {} with these windows': '在这些窗口下没有叫 {1} 的特征',
  'a snapshot gave no table': '一个快照没有给出表',
  'no snapshot was given': '没有给出快照',
  'there is no snapshot of {}': '没有 {1} 的快照',
  '{} must be letters, digits and _, at most 63, got {}: the title may be any text':
    '{1} 只能是字母、数字与 _，至多 63 个，得到的是 {2}：标题（title）可以是任意文本',
  '{} names no event': '{1} 没有写任何事件',
  '{}: {} takes no {}, only {} do': '{1}：{2} 不用 {3}，只有 {4} 才用',
  '{}.window: a slope is over whole weeks: 14, 21, 28 days or more':
    '{1}.window：斜率在整周上计算：14、21、28 天或更多',
  '{}.window: return takes at most {} days': '{1}.window：return 至多 {2} 天',
  '{}: two features are called {}': '{1}：有两个特征叫 {2}',
  '{}: {} is a role and an event: write role:{} or event:{}':
    '{1}：{2} 既是角色又是事件：请写 role:{3} 或 event:{4}',
  '{}: {} is neither a role nor an event of events.roles: give the event a role there':
    '{1}：{2} 既不是角色，也不是 events.roles 中的事件：请在那里给该事件一个角色',
  '{}.features: {} different pairs of events and column are asked for, {} are possible: features over whole roles without a column do not count':
    '{1}.features：要求了 {2} 种不同的事件与列的组合，至多可有 {3} 种：不带列的整个角色不计在内',
  '{}.events.features: {} is the name of another column of the table: take another one':
    '{1}.events.features：{2} 已是表中另一列的名称：请换一个',
  'events.features.{}.window is {} days, the log has {}, from {} to {}: take fewer days, or all':
    'events.features.{1}.window 是 {2} 天，日志只有 {3} 天，从 {4} 到 {5}：请取较少的天数，或 all',
  'receivedAt: {} of {} events ({} %) arrived more than 254 days after they happened, by column "{}", and are in no snapshot':
    'receivedAt：按列“{4}”，{2} 个事件中有 {1} 个（{3} %）在发生 254 天之后才到达，不进入任何快照',
  '{}.everyDays is {}: with afterFirstDays it is 1, or the users of the days between would be left out':
    '{1}.everyDays 是 {2}：有 afterFirstDays 时须为 1，否则其间各日的用户会被遗漏',
  '{}.snapshots.afterFirstDays is {}, more than windows.observationDays ({}): lengthen that window':
    '{1}.snapshots.afterFirstDays 是 {2}，多于 windows.observationDays（{3}）：请加长该窗口',
  'snapshots.afterFirstDays is {} in the configuration, the model was trained with {}':
    '配置中 snapshots.afterFirstDays 是 {1}，模型训练时是 {2}',
  'whose first event is {} days old on {} shows in {} days of the log, from {} on; the log starts on {}':
    '{2} 是谁首个事件后的第 {1} 天，要看日志的 {3} 天，从 {4} 起；日志从 {5} 开始',
  'the log has {} complete days and the split needs {}: it fits with snapshots: { train: 1, calibration: 1, test: 1 } beside afterFirstDays':
    '日志有 {1} 个完整的日子，切分需要 {2} 个：在 afterFirstDays 之外写 snapshots: { train: 1, calibration: 1, test: 1 } 则放得下',
  'the log has {} complete day and the split needs {}: it fits with snapshots: { train: 1, calibration: 1, test: 1 } beside afterFirstDays':
    '日志有 {1} 个完整的日子，切分需要 {2} 个：在 afterFirstDays 之外写 snapshots: { train: 1, calibration: 1, test: 1 } 则放得下',
  'the log has {} complete days and the split needs {}: with afterFirstDays: {} at least {} days are needed: shorten windows.observationDays or horizonDays':
    '日志有 {1} 个完整的日子，切分需要 {2} 个：afterFirstDays: {3} 至少需要 {4} 天：请缩短 windows.observationDays 或 horizonDays',
  'the log has {} complete day and the split needs {}: with afterFirstDays: {} at least {} days are needed: shorten windows.observationDays or horizonDays':
    '日志有 {1} 个完整的日子，切分需要 {2} 个：afterFirstDays: {3} 至少需要 {4} 天：请缩短 windows.observationDays 或 horizonDays',
  'snapshots.afterFirstDays: no user is new on the days of snapshots.{}, {} to {}: take more days, or leave afterFirstDays out':
    'snapshots.afterFirstDays：snapshots.{1} 的各日（{2} 至 {3}）没有新用户：请取更多天，或去掉 afterFirstDays',
  'a window without an end has no number of days': '没有终点的窗口没有天数',
  'two user ids have the same hash': '两个用户标识的哈希值相同',
  'events.completeThrough is {}, the last event is of {}: the horizon of {} days before it has no event of anybody':
    'events.completeThrough 是 {1}，最后一个事件在 {2}：它之前 {3} 天的预测期内没有任何人的事件',
  'the log starts on {}, after {}': '日志从 {1} 开始，晚于 {2}',
  'the log ends on {}, before {}': '日志到 {1} 为止，早于 {2}',
  'the observation window of {} days to {} starts on {}, the log on {}':
    '到 {2} 为止的 {1} 天观察窗口从 {3} 开始，日志从 {4} 开始',
  'the snapshot of {} is not mature: its label needs {} days after it, the data is complete for {}; the last mature day is {}':
    '{1} 的快照尚未成熟：它的标签需要其后 {2} 天，数据只完整到第 {3} 天；最后一个成熟的日子是 {4}',
  'the snapshot days end on {}, before they begin on {}': '快照日结束于 {1}，早于开始的 {2}',
  'no snapshot day is named': '没有指定快照日',
  'the snapshot day {} is named twice: its rows would count twice': '快照日 {1} 写了两次：它的行会计两次',
  'no user has a row on the snapshot days {} to {}: name other days':
    '快照日 {1} 至 {2} 没有任何用户的行：请指定别的日子',
  '--{} with several days goes with --labels, without a model (--model, --registry) and without --store':
    '多个日子的 --{1} 只与 --labels 同用，不与模型（--model、--registry）或 --store 同用',
  '--as-of and --from both name the days: leave one of them out': '--as-of 和 --from 都指定日子：请去掉一个',
  '--to and --every need --from, the first day': '--to 和 --every 需要 --from，即第一天',
  'events.allow: {} is no column option and no event of {}':
    'events.allow：{1} 不是列选项，也不是 {2} 中的事件',
  '{}.allow: {} is no column option and no event of {}': '{1}.allow：{2} 不是列选项，也不是 {3} 中的事件',
  '{}: give either columns.event (with roles) or everyRow':
    '{1}：请写 columns.event（连同 roles）或 everyRow 之一',
  'events.columns must be an object': 'events.columns 必须是对象',
  'events.roles must be an object': 'events.roles 必须是对象',
  '{}: "{}" is under both {} and {}': '{1}：“{2}”既在 {3} 下又在 {4} 下',
  'leakCheck: `times` needs `day`': 'leakCheck：`times` 需要 `day`',
  'leakCheck: {} is missing in row {}': 'leakCheck：第 {2} 行缺少 {1}',
  '{}: the event log has no column {}': '{1}：事件日志没有列 {2}',
  '{}: the event log has no column {}; it has {}': '{1}：事件日志没有列 {2}；有的是 {3}',
  'events: column {} is empty in all {} rows': 'events：列 {1} 在全部 {2} 行中都是空的',
  'events: no row has a user: column {} is empty in all {} rows':
    'events：没有一行有用户：列 {1} 在全部 {2} 行中都是空的',
  'events: no row has an event that events.roles names; it has {}':
    'events：没有一行的事件在 events.roles 中；有的是 {1}',
  'events: no row has an event that events.roles names; its event names are empty':
    'events：没有一行的事件在 events.roles 中；事件名都是空的',
  'events: no row has an event that events.roles names; it has {} (did you mean "{}" for "{}"?)':
    'events：没有一行的事件在 events.roles 中；有的是 {1}（“{3}”是否应为“{2}”？）',
  'events: no row has an event that events.roles names; its event names are empty (did you mean "{}" for "{}"?)':
    'events：没有一行的事件在 events.roles 中；事件名都是空的（“{2}”是否应为“{1}”？）',
  'events: no row has both a user and a time ({} without a user, {} without a time)':
    'events：没有一行同时有用户和时间（{1} 行没有用户，{2} 行没有时间）',
  "events: no value of column \"{}\" could be read as a time, e.g. '{}'; name the form as events.timeFormat, e.g. '%d/%m/%Y %H:%M', or write ISO 8601":
    "events：列“{1}”没有一个值能读成时间，如 '{2}'；请用 events.timeFormat 写明格式，如 '%d/%m/%Y %H:%M'，或写成 ISO 8601",
  'events: no value of column "{}" could be read as a time; name the form as events.timeFormat, e.g. \'%d/%m/%Y %H:%M\', or write ISO 8601':
    "events：列“{1}”没有一个值能读成时间；请用 events.timeFormat 写明格式，如 '%d/%m/%Y %H:%M'，或写成 ISO 8601",
  'events: none of the {} events of the log is an active event: the roles that count as active are {} (events.active)':
    'events：日志的 {1} 个事件中没有活跃事件：算作活跃的角色是 {2}（events.active）',
  'events: the event log has no rows': 'events：事件日志没有数据行',
  '{}; mend it, or allow it by name: events.allow: [{}]':
    '{1:list}；请改正，或按名称放行：events.allow: [{2}]',
  '{}; and {} more; mend it, or allow it by name: events.allow: [{}]':
    '{1:list}；另有 {2} 项；请改正，或按名称放行：events.allow: [{3}]',
  '`table` goes with exactly one DuckDB file as the source': '`table` 只能与一个 DuckDB 文件一起使用',
  'the files of a log must be CSV, JSON or Parquet: write an Arrow file as Parquet':
    '日志文件必须是 CSV、JSON 或 Parquet：Arrow 文件请写成 Parquet',
  'events.columns.time: numbers such as {} in column "{}" are no time since 1970; write dates as text, or name the unit of numbers since 1970 as events.timeUnit: s, ms, us or ns':
    'events.columns.time：列“{2}”中像 {1} 这样的数不是 1970 年以来的时间；请把日期写成文本，或用 events.timeUnit 写明 1970 年以来的数的单位：s、ms、us 或 ns',
  '{} must be a column name, or an object with constant, multiply, minus, firstOf, cases, json or list; got {}':
    '{1:words} 必须是列名，或含 constant、multiply、minus、firstOf、cases、json 或 list 的对象；得到的是 {2:words}',
  '{} names no column': '{1:words} 没有写列名',
  '{} needs exactly one of equals, startsWith, below': '{1:words} 必须恰好有 equals、startsWith、below 之一',
  'the log has {} complete day and the split needs {}: at least {} days are needed for any windows':
    '日志只有 {1} 个完整的日子，划分需要 {2} 个：无论什么窗口都至少需要 {3} 天',
  'the log has {} complete days and the split needs {}: at least {} days are needed for any windows':
    '日志只有 {1} 个完整的日子，划分需要 {2} 个：无论什么窗口都至少需要 {3} 天',
  'the log has {} complete day and the split needs {}: it fits with {}':
    '日志只有 {1} 个完整的日子，划分需要 {2} 个：这样就够用：{3:words}',
  'the log has {} complete days and the split needs {}: it fits with {}':
    '日志只有 {1} 个完整的日子，划分需要 {2} 个：这样就够用：{3:words}',
  'the configuration gives other features than the model was trained on: columns, roles, active, windows, zones and attribute fields must be those of training (in zones whose clocks are changed a model of version 0.1 with avg_session_gap_h must be trained anew)':
    '配置给出的特征与模型训练时不同：columns、roles、active、windows、时区和属性字段必须与训练时一致（在调整钟表的时区，0.1 版本含 avg_session_gap_h 的模型必须重新训练）',
  '{} is {} in the configuration, the model was trained with {}': '配置中 {1} 为 {2}，模型训练时为 {3}',
  'generating events was aborted': '生成事件已中止',
  'the generated log has no user {} on {}': '生成的日志在 {2} 没有用户 {1}',
  '{}: {} of {} values of column "{}" ({} %) cannot be read as {}, e.g. {}':
    '{1}：列“{4}”的 {3} 个值中有 {2} 个（{5} %）不能读成{6:words}，如 {7}',
  'roles.{}: the event "{}" never occurs in the log': 'roles.{1}：事件“{2}”从未在日志中出现',
  'roles.{}: the event "{}" never occurs in the log (did you mean "{}"?)':
    'roles.{1}：事件“{2}”从未在日志中出现（是否应为“{3}”？）',
  'columns.id: one id stands on {} rows ({} %), all but one of which are left out as repeated':
    'columns.id：同一个标识出现在 {1} 行（{2} %），除一行外都会作为重复剔除',
  "columns.id: the id '{}' stands on {} rows ({} %), all but one of which are left out as repeated":
    "columns.id：标识 '{1}' 出现在 {2} 行（{3} %），除一行外都会作为重复剔除",
  "no value of column \"{}\" could be read as a time, e.g. '{}'; name the form as events.timeFormat, e.g. '%d/%m/%Y %H:%M', or write ISO 8601":
    "列“{1}”没有一个值能读成时间，如 '{2}'；请用 events.timeFormat 写明格式，如 '%d/%m/%Y %H:%M'，或写成 ISO 8601",
  'no value of column "{}" could be read as a time; name the form as events.timeFormat, e.g. \'%d/%m/%Y %H:%M\', or write ISO 8601':
    "列“{1}”没有一个值能读成时间；请用 events.timeFormat 写明格式，如 '%d/%m/%Y %H:%M'，或写成 ISO 8601",
  'events.preset: the files have no column that "{}" takes for the {}; they have {}: write events.columns.{}, or leave the preset out':
    'events.preset：文件里没有 "{1}" 当作 {2} 的列；现有的列：{3}。请写明 events.columns.{4}，或去掉 preset',
  'DuckDB has no name for the zone {}: write one such as Asia/Kolkata':
    'DuckDB 没有时区 {1} 的名称：请写 Asia/Kolkata 这样的名称',
  'events.{} is settled while rows are read, which SQL over the table cannot do: give the query a view without the need for it':
    'events.{1} 在读取行时才能确定，对表的 SQL 做不到：请给查询一个不需要它的视图',
  '{}: firstOf, minus and cases are not written as SQL: make a column of it in a view':
    '{1}：firstOf、minus 和 cases 不能写成 SQL：请在视图里把它做成一列',
  '{}: only the keys of a JSON text are written as SQL: make a column of {} in a view':
    '{1}：只有 JSON 文本的键能写成 SQL：请在视图里把 {2} 做成一列',
};
