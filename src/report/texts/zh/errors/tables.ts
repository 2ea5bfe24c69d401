import type { MessageCatalogue } from '../../../messages/translator.js';

/** Messages about tables and their columns. */
export const tables: MessageCatalogue = {
  'column "{}": {}': '列“{1}”：{2:message}',
  'columns.{}: column "{}": {}': 'columns.{1}：列“{2}”：{3:message}',
  'column "{}", row {}: {}': '列“{1}”第 {2} 行：{3:message}',
  'column "{}", row {}: must be text or a whole number, got {}':
    '列“{1}”第 {2} 行：必须是文本或整数，得到的是 {3:words}',
  'column "{}", row {}: must not be empty, got {}': '列“{1}”第 {2} 行：不能为空，得到的是 {3:words}',
  'column "{}", row {}: a revenue must be a number; write 0 for users without revenue (plan.zeroRevenue says what is assumed for them), got {}':
    '列“{1}”第 {2} 行：收入必须是数；没有收入的用户请写 0（plan.zeroRevenue 说明对他们作何假定），得到的是 {3:words}',
  'column "{}", row {}: must be >= 0, got {}': '列“{1}”第 {2} 行：必须不小于 0，得到的是 {3:words}',
  'column "{}", row {}: must be true or false, got {}':
    '列“{1}”第 {2} 行：必须是 true 或 false，得到的是 {3:words}',
  'column "{}", row {}: must be from {} to {}, got {}':
    '列“{1}”第 {2} 行：必须在 {3} 到 {4} 之间，得到的是 {5:words}',
  'column "{}", row {}: user {} appears again, first in row {}':
    '列“{1}”第 {2} 行：用户 {3} 重复出现，第一次在第 {4} 行',
  'column "{}", row {}: {} is text, expected numbers': '列“{1}”第 {2} 行：{3} 是文本，应为数',
  'column "{}", row {}: {} is text, expected numbers; a proportion can say positive: TEXT':
    '列“{1}”第 {2} 行：{3} 是文本，应为数；比例类指标可以写 positive: TEXT',
  'column "{}", row {}: {} is not a number: write it plainly, as 1853.00':
    '列“{1}”第 {2} 行：{3} 不是数：请写成 1853.00 这样的形式',
  'column "{}", row {}: {} is not a number; leave missing numbers empty':
    '列“{1}”第 {2} 行：{3} 不是数；缺失的数请留空',
  'column "{}", row {}: {} is no time since 1970 in days, seconds, milliseconds, microseconds or nanoseconds: write a date as 2026-03-05':
    '列“{1}”第 {2} 行：{3} 不是 1970 年以来以天、秒、毫秒、微秒或纳秒计的时间：日期请写成 2026-03-05',
  'column "{}", row {}: {} may be a day of a spreadsheet, where it is {}: write dates as text such as {}, or times since 1970':
    '列“{1}”第 {2} 行：{3} 可能是电子表格的日期数，在那里是 {4}：请把日期写成 {5} 这样的文本，或使用 1970 年以来的时间',
  'column "{}", row {}: {} is no time: write 2026-03-05 or 2026-03-05T12:00:00+08:00':
    '列“{1}”第 {2} 行：{3} 不是时间：请写成 2026-03-05 或 2026-03-05T12:00:00+08:00',
  'column "{}", row {}: {} would be {} since 1970, but row {} holds {}: use one unit, and leave missing times empty':
    '列“{1}”第 {2} 行：{3} 会是 1970 年以来的 {4:words}，而第 {5} 行是 {6:words}：请只用一种单位，缺失的时间请留空',
  '{} is no time: write 2026-03-05 or 2026-03-05T12:00:00+08:00':
    '{1} 不是时间：请写成 2026-03-05 或 2026-03-05T12:00:00+08:00',
  'column "{}" has Arrow type {}, which is not read: give float64, float32, an integer, bool, or a dictionary of strings':
    '列“{1}”的 Arrow 类型 {2} 不能读取：请用 float64、float32、整数、bool 或文本字典',
  'column "{}" has Arrow type {}, which is not written': '列“{1}”的 Arrow 类型 {2} 不能写出',
  'column "{}" has Arrow type {}, which is no time: give dates, timestamps, numbers or ISO texts':
    '列“{1}”的 Arrow 类型 {2} 不是时间：请用日期、时间戳、数或 ISO 格式的文本',
  'column "{}" has no values buffer': '列“{1}”没有存放值的缓冲区',
  'column "{}": a chunk of {} rows holds {} values': '列“{1}”：一个 {2} 行的分块里有 {3} 个值',
  'column "{}": its chunks use different dictionaries': '列“{1}”：各分块用了不同的字典',
  'column "{}" is no dictionary': '列“{1}”不是字典',
  'column "{}" has {} rows, not {}': '列“{1}”有 {2} 行，应为 {3} 行',
  'column "{}" has {} rows, expected {}': '列“{1}”有 {2} 行，应为 {3} 行',
  'column "{}" holds text, expected numbers': '列“{1}”是文本，应为数',
  'column "{}" holds text, expected numbers; a proportion can say positive: TEXT':
    '列“{1}”是文本，应为数；比例类指标可以写 positive: TEXT',
  'column "{}" must hold numbers, not text': '列“{1}”必须是数，不能是文本',
  'column "{}" is {} in the first table and text later': '列“{1}”在第一张表里是 {2:words}，后来是文本',
  'column "{}" is {} in the first table and {} later': '列“{1}”在第一张表里是 {2:words}，后来是 {3:words}',
  'column "{}" is {} in {} and {} in {}: write it with one type':
    '列“{1}”在 {3} 里是 {2:words}，在 {5} 里是 {4:words}：请只用一种类型',
  'column "{}" is numeric, the model was trained on categories there: give a dictionary of their names (`conform` makes one)':
    '列“{1}”是数，而模型训练时它是类别：请给出类别名称的字典（`conform` 可以生成）',
  'column "{}" is text, and the model does not say which category has which code: give `features` with its categories in the order of the training':
    '列“{1}”是文本，而模型没有写明每个类别的编码：请给出 `features`，其中类别按训练时的顺序',
  'column "{}" is text, the model was trained on numbers there': '列“{1}”是文本，而模型训练时它是数',
  '{}: column "{}" is DECIMAL({},{}), and at most {} digits are read: write it as DECIMAL({},{}) or DOUBLE':
    '{1}：列“{2}”是 DECIMAL({3},{4})，最多读取 {5} 位：请写成 DECIMAL({6},{7}) 或 DOUBLE',
  'expected an Arrow table, got {}': '应为 Arrow 表，得到的是 {1:words}',
  'code {} is not in the dictionary of {} texts': '编码 {1} 不在有 {2} 个文本的字典里',
  '{}.path: {} is no path of keys': '{1}.path：{2} 不是由键组成的路径',
  '{}: {}: a value of type {} has no key {}': '{1}：{2}：类型为 {3} 的值没有键 {4}',
  '{}: {}: a value of type {} has no list with the key {}': '{1}：{2}：类型为 {3} 的值没有带键 {4} 的列表',
  '{}: {}: no row has the key {}; no row has keys there': '{1}：{2}：没有一行有键 {3}；那里的各行都没有键',
  '{}: {}: no row has the key {}; there are {}': '{1}：{2}：没有一行有键 {3}；有的是 {4}',
  '{}: {}: the list holds no records with the fields key and value':
    '{1}：{2}：列表里没有含字段 key 和 value 的记录',
  'the table has no column {}': '表没有列 {1}',
  '{}: the table has no column "{}"': '{1}：表没有列 "{2}"',
  'the table has a header and no rows': '表只有表头，没有数据行',
  '{} has no rows': '{1} 没有数据行',
  'the table has no rows': '表没有数据行',
  'the file has no column {}': '文件没有列 {1}',
  'the file has no column {}; it has {}': '文件没有列 {1}；有的是 {2}',
  '{}: the file has no column {}': '{1}：文件没有列 {2}',
  '{}: the file has no column {}; it has {}': '{1}：文件没有列 {2}；有的是 {3}',
  'a later table lacks the column "{}"': '后面的表缺少列“{1}”',
  'a column of Arrow type {} is not written to CSV': 'Arrow 类型 {1} 的列不能写入 CSV',
  '{} has no column {}, which {} has: the parts of one table need the same columns':
    '{1} 没有列 {2}，而 {3} 有：同一张表的各部分必须有相同的列',
  '{} has the columns "{}" and "{}", whose names differ by case at most: rename one':
    '{1} 有列“{2}”和“{3}”，列名最多只有大小写不同：请给其中一列改名',
  'all tables of an Arrow file need the same columns and types':
    '同一个 Arrow 文件的所有表必须有相同的列和类型',
  'there is no table to write': '没有要写的表',
  'writeTable: tables must be Arrow tables, got {}': 'writeTable：表必须是 Arrow 表，得到的是 {1:words}',
  '{}: column "{}": in dates such as {} day and month could be exchanged, and no date tells which comes first: name the form as {}, e.g. "%d/%m/%Y" for day first or "%m/%d/%Y" for month first (with "%H:%M:%S")':
    '{1}：列“{2}”：像 {3} 这样的日期，日和月可以互换，也没有日期说明哪个在前：请用 {4} 写明格式，如日在前写 "%d/%m/%Y"，月在前写 "%m/%d/%Y"（有时刻时加 "%H:%M:%S"）',
  '{}: column "{}": in dates such as {} day and month could be exchanged, and no date tells which comes first: write them as 2026-03-05':
    '{1}：列“{2}”：像 {3} 这样的日期，日和月可以互换，也没有日期说明哪个在前：请写成 2026-03-05',
  '{}: column "{}": some dates have the day first and some the month ({}): write them in one form, or name the form as {}, e.g. "%d/%m/%Y" for day first or "%m/%d/%Y" for month first (with "%H:%M:%S")':
    '{1}：列“{2}”：有些日期日在前，有些月在前（{3}）：请统一写法，或用 {4} 写明格式，如日在前写 "%d/%m/%Y"，月在前写 "%m/%d/%Y"（有时刻时加 "%H:%M:%S"）',
  '{}: column "{}": some dates have the day first and some the month ({}): write them in one form, or write them as 2026-03-05':
    '{1}：列“{2}”：有些日期日在前，有些月在前（{3}）：请统一写法，或写成 2026-03-05',
  'column "{}": in dates such as {} day and month could be exchanged, and no date tells which comes first: name the form as {}, e.g. "%d/%m/%Y" for day first or "%m/%d/%Y" for month first (with "%H:%M:%S")':
    '列“{1}”：像 {2} 这样的日期，日和月可以互换，也没有日期说明哪个在前：请用 {3} 写明格式，如日在前写 "%d/%m/%Y"，月在前写 "%m/%d/%Y"（有时刻时加 "%H:%M:%S"）',
  'column "{}": in dates such as {} day and month could be exchanged, and no date tells which comes first: write them as 2026-03-05':
    '列“{1}”：像 {2} 这样的日期，日和月可以互换，也没有日期说明哪个在前：请写成 2026-03-05',
  'column "{}": some dates have the day first and some the month ({}): write them in one form, or name the form as {}, e.g. "%d/%m/%Y" for day first or "%m/%d/%Y" for month first (with "%H:%M:%S")':
    '列“{1}”：有些日期日在前，有些月在前（{2}）：请统一写法，或用 {3} 写明格式，如日在前写 "%d/%m/%Y"，月在前写 "%m/%d/%Y"（有时刻时加 "%H:%M:%S"）',
  'column "{}": some dates have the day first and some the month ({}): write them in one form, or write them as 2026-03-05':
    '列“{1}”：有些日期日在前，有些月在前（{2}）：请统一写法，或写成 2026-03-05',
  '{}: numbers such as {} could have thousands or a fraction after the comma: name the form as {}: "1,234.56" or "1.234,56"':
    '{1:words}：像 {2} 这样的数，逗号后可能是千位也可能是小数：请用 {3}: "1,234.56" 或 "1.234,56" 写明格式',
  '{}: numbers such as {} have different signs for the fraction: write them in one form, or name the form as {}: "1,234.56" or "1.234,56"':
    '{1:words}：像 {2:words} 这样的数，小数点的写法不同：请统一写法，或用 {3}: "1,234.56" 或 "1.234,56" 写明格式',
  '{}: amounts in several currencies ({}) cannot be added: write them in one':
    '{1:words}：金额有多种货币（{2:words}），不能相加：请统一为一种',
  'column "{}": numbers such as {} could have thousands or a fraction after the comma: name the form as {}: "1,234.56" or "1.234,56"':
    '列“{1}”：像 {2} 这样的数，逗号后可能是千位也可能是小数：请用 {3}: "1,234.56" 或 "1.234,56" 写明格式',
  'column "{}": numbers such as {} have different signs for the fraction: write them in one form, or name the form as {}: "1,234.56" or "1.234,56"':
    '列“{1}”：像 {2:words} 这样的数，小数点的写法不同：请统一写法，或用 {3}: "1,234.56" 或 "1.234,56" 写明格式',
  'column "{}": amounts in several currencies ({}) cannot be added: write them in one':
    '列“{1}”：金额有多种货币（{2:words}），不能相加：请统一为一种',
  'column "{}": {} is not {}, as every value before it; write missing values as empty cells':
    '列“{1}”：{2:words} 不像之前的每个值那样是{3:words}；缺失的值请留空单元格',
  'the line has {} fields, the header {}': '这一行有 {1:words} 个字段，表头有 {2} 个',
  'a quoted text does not end': '一个带引号的文本没有结束',
  'the text is not UTF-8 as the lines before it: name its encoding as `encoding`, such as gb18030, or save the file as UTF-8 (in a spreadsheet: "CSV UTF-8")':
    '文本不像之前的各行那样是 UTF-8：请用 `encoding` 写明编码，如 gb18030，或把文件另存为 UTF-8（在电子表格中选 "CSV UTF-8"）',
  'the line is too long; is a quote missing?': '这一行太长；是否少了一个引号？',
  '{}: %{} is not read, or stands twice; known are {}': '{1}：%{2} 不能读取，或出现了两次；已知的有 {3}',
  'column "{}", row {}: {} is no time in the form that timeFormat names':
    '列“{1}”第 {2} 行：{3} 不是 timeFormat 所写格式的时间',
  '{}: {} has no %{}': '{1}：{2} 里没有 %{3}',
  '{}: numbers such as {} could have thousands or a fraction after the dot: name the form as {}: "1,234.56" or "1.234,56"':
    '{1:words}：像 {2} 这样的数，点后可能是千位也可能是小数：请用 {3}: "1,234.56" 或 "1.234,56" 写明格式',
  'column "{}": numbers such as {} could have thousands or a fraction after the dot: name the form as {}: "1,234.56" or "1.234,56"':
    '列“{1}”：像 {2} 这样的数，点后可能是千位也可能是小数：请用 {3}: "1,234.56" 或 "1.234,56" 写明格式',
  'columns.{}: column "{}": numbers such as {} could have thousands or a fraction after the dot: name the form as {}: "1,234.56" or "1.234,56"':
    'columns.{1}：列“{2}”：像 {3} 这样的数，点后可能是千位也可能是小数：请用 {4}: "1,234.56" 或 "1.234,56" 写明格式',
  'column "{}" is {} in {} and has leading zeros in {}, such as {}: 7 and 007 would be two users; write it as text in every file':
    '列 "{1}" 在 {3} 中是 {2}，在 {4} 中带有前导零，例如 {5}：7 和 007 会被当作两个用户；请在每个文件里都把它写成文本',
};
