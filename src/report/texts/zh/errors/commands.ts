import type { MessageCatalogue } from '../../../messages/translator.js';

/** Messages about commands and configurations. */
export const commands: MessageCatalogue = {
  'churn needs --config FILE, which maps your columns and events: `winback init --events FILE` writes one for your file, docs/reference/churn-config.md lists every key, examples/ has five, and `winback demo` writes one beside its data, out/data/winback.yaml, to start from':
    'churn 需要 --config FILE，其中写明您的列和事件：`winback init --events FILE` 会根据您的文件写出一份，docs/zh/reference/churn-config.md 列出所有的键，examples/ 有五个例子，`winback demo` 会在它的数据旁写一个 out/data/winback.yaml 供您参考',
  'plan needs --budget YUAN, or --config FILE with a budget':
    'plan 需要 --budget YUAN，或带有预算的 --config FILE',
  'plan needs --scores FILE': 'plan 需要 --scores FILE',
  'plan verify needs --scores FILE': 'plan verify 需要 --scores FILE',
  'the addon was not compiled. {}': '原生模块未能编译。{1}',
  'cannot read the configuration {}: {}': '无法读取配置 {1}：{2:cause}',
  '{}: give either `events` or `table`': '{1:words}：请写 `events` 或 `table` 之一',
  '{} has no section `experiment`': '{1} 没有 `experiment` 一节',
  'describes a prepared table: features are built from events': '描述的是已备好的表：特征要由事件生成',
  'column "{}": \'{}\' can be day first or month first, and so can every other value; say which with {}':
    "列“{1}”：'{2}' 既可能日在前也可能月在前，其他值也都如此；请用 {3:words} 写明",
  'the amount paid could be {}, whose values differ; say which with {}':
    '支付金额可能是 {1:words}，它们的值不同；请用 {2:words} 写明',
  'the user could be {}; say which with {}': '用户可能是 {1:words}；请用 {2:words} 写明',
  'no column says who the user of a row is; name it with --user COLUMN; the columns are {}':
    '没有列说明每一行的用户是谁；请用 --user COLUMN 写明；现有的列是 {1}',
  'column "{}" has days both before and after months, such as 13/04/2026 and 04/13/2026: export its times as 2026-04-13':
    '列“{1}”有的日在月前，有的日在月后，如 13/04/2026 和 04/13/2026：请导出成 2026-04-13 的形式',
  "no value of column \"{}\" could be read as a time, e.g. '{}'; give its form with --time-format, e.g. '%d/%m/%Y %H:%M'":
    "列“{1}”没有一个值能读成时间，如 '{2}'；请用 --time-format 写明格式，如 '%d/%m/%Y %H:%M'",
  'no value of column "{}" could be read as a time; give its form with --time-format, e.g. \'%d/%m/%Y %H:%M\'':
    "列“{1}”没有一个值能读成时间；请用 --time-format 写明格式，如 '%d/%m/%Y %H:%M'",
  'options.events names no file': 'options.events 没有写文件',
  '{}: no column holds times, and none says who left or which variant a row is of; name it with --time, --label or --variant; the columns are {}':
    '{1}：没有存放时间的列，也没有列说明谁流失了或每一行属于哪个组；请用 --time、--label 或 --variant 写明；现有的列是 {2}',
  '{} has a header but no rows: export a file with one event in each row':
    '{1} 只有表头，没有数据行：请导出每行一个事件的文件',
  '{} is empty: export a file with one event in each row': '{1} 是空的：请导出每行一个事件的文件',
  '{} is there already and is never overwritten: name another file with --out, or remove it':
    '{1} 已存在，不会被覆盖：请用 --out 另写一个文件，或把它移走',
  '--baseline {} is no rate between 0 and 1; for a mean give its spread with --sd':
    '--baseline {1} 不是 0 和 1 之间的比率；如果是均值，请用 --sd 给出标准差',
  '--baseline 0 with --relative: a share of 0 is 0':
    '--baseline 0 与 --relative 一起使用：0 的任何比例都是 0',
  '{} goes with --margin': '{1} 只能与 --margin 一起使用',
  '--mde and --margin are two tests: give one of them': '--mde 和 --margin 是两种检验：请只写一个',
  '--method is for rates; a mean (--sd) uses the t test': '--method 用于比率；均值（--sd）用 t 检验',
  '--method is for tests against no effect; --margin has its own (Farrington and Manning)':
    '--method 用于无效应检验；--margin 有自己的方法（Farrington 和 Manning）',
  'give --mde, the effect to find, or --margin, the harm to rule out':
    '请写 --mde（要发现的效应）或 --margin（要排除的损害）',
  '{}: column {} is empty in every row, and no other column holds times':
    '{1}：列 {2} 在每一行都是空的，也没有其他存放时间的列',
  'give --looks or --times': '请写 --looks 或 --times',
  'column "{}": numbers such as {} could have thousands or a fraction behind the sign; say which with {}':
    '列 "{1}"：像 {2} 这样的数，符号后面可能是千位，也可能是小数；请用 {3} 说明是哪一种',
  'column "{}" could say who left, but "{}" comes back on {} rows each, at times of "{}": for a log of events give --time {}, for a prepared table with one example a row --label {}':
    '列 "{1}" 可能表示谁流失了，但 "{2}" 每个值平均出现在 {3} 行，时间在 "{4}"：如果是事件日志，请给出 --time {5}；如果是每行一个样本的表，请给出 --label {6}',
  '--table: the data are files; name the table or view that holds them in the database':
    '--table：数据是文件；请写明数据库中存放它们的表或视图',
  '--as-of: name the days of the {}, YYYY-MM-DD': '--as-of：请写明 {1} 的日期，YYYY-MM-DD',
  'the configuration has no attributes': '配置里没有 attributes',
  'data.events: only an experiment on events is written as SQL':
    'data.events：只有基于事件的实验才能写成 SQL',
  'the question was not answered: nothing was written': '问题没有得到回答：没有写入任何文件',
};
