import type { MessageCatalogue } from '../../../messages/translator.js';

/** Messages about PostHog's tables and exports. */
export const posthog: MessageCatalogue = {
  '{}: Parquet is compressed inside: end the name with .parquet':
    '{1}：Parquet 在文件内部压缩：文件名请以 .parquet 结尾',
  'ClickHouse {}: the persons changed while they were read: run it again':
    'ClickHouse {1}：读取期间人员发生了变化：请重新运行',
  '{}: goes with preset: posthog, whose persons it tells': '{1}：只能与 preset: posthog 一起写，指明其人员',
  '{}: the events of an export are of one project; it chooses among the persons: name them':
    '{1}：导出的事件属于同一个项目；该选项用于筛选人员：请写明 persons',
  '{}: one table of the ClickHouse server is read, such as person_distinct_id_overrides':
    '{1}：从 ClickHouse 服务器读取一张表，如 person_distinct_id_overrides',
  '{} is missing: the files of the persons hold several projects, such as {}: name one':
    '缺少 {1}：人员文件含有多个项目，如 {2}：请写明其中一个',
  '{} is missing: the events of ClickHouse {} hold several projects, such as {}: name one':
    '缺少 {1}：ClickHouse {2} 的事件含有多个项目，如 {3}：请写明其中一个',
  'ClickHouse {}: the table {} has no rows': 'ClickHouse {1}：表 {2} 没有行',
  '{}: the persons have no column {}': '{1}：人员没有列 {2}',
  '{}: the persons have no column {}; they have {}': '{1}：人员没有列 {2}；有的是 {3}',
  '{}: the table {} has no column {}': '{1}：表 {2} 没有列 {3}',
  '{}: the table {} has no column {}; it has {}': '{1}：表 {2} 没有列 {3}；有的是 {4}',
  '{}: goes with preset: posthog': '{1}：只能与 preset: posthog 一起写',
  '{}: preset: posthog joins persons and leaves out repeats, which is done here: leave pushDown out':
    '{1}：preset: posthog 需要在这里合并人员、去掉重复：请去掉 pushDown',
  '{}: preset: posthog counts persons: leave user out, or write the columns without the preset':
    '{1}：preset: posthog 以人计数：请去掉 user，或不用预设而写明各列',
  '{} is missing: an exposure of your own has the variant under `$feature/KEY`, and flag is that KEY':
    '缺少 {1}：自定义曝光事件的组写在 `$feature/KEY` 下，flag 即该 KEY',
  'data.events.preset: persons and repeats of PostHog are not written as SQL: analyze the log itself':
    'data.events.preset：PostHog 的人员与重复不能写成 SQL：请直接分析日志',
  'events.persons: a store of events keeps the users of the day it read them, but persons are merged later: leave --store out':
    'events.persons：事件库保留读取当天的用户，而人员之后还会合并：请不用 --store',
};
