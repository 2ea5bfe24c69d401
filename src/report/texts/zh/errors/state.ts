import type { MessageCatalogue } from '../../../messages/translator.js';

/** Messages about what a running system remembers, and the databases that keep it. */
export const state: MessageCatalogue = {
  'the database {} is closed': '数据库 {1} 已关闭',
  'state must be what openState gave': 'state 必须是 openState 给出的',
  'the database is closed': '数据库已关闭',
  'the reading of {} is closed': '对 {1} 的读取已关闭',
  'a statement with {} parameters was given {}: {}': '语句有 {1} 个参数，却给了 {2} 个：{3}',
  '{} is no regular file: name a file for the database': '{1} 不是普通文件：请为数据库指定一个文件',
  'no such database: {}': '没有这个数据库：{1}',
  'the database {} cannot be made: {}': '无法建立数据库 {1}：{2:message}',
  '{} exists already: name a new file for the copy': '{1} 已经存在：请为副本指定一个新文件',
  'a value is larger than SQLite stores: {}': '值超过 SQLite 能存储的大小：{1}',
  '{}: the file system cannot share memory between processes, which SQLite needs here (journal mode {}): put the file on a local disk':
    '{1}：文件系统不能在进程之间共享内存，而 SQLite 在这里需要它（日志模式 {2}）：请把文件放在本地磁盘上',
  'the path of a database holds a zero byte': '数据库的路径里有零字节',
  'an empty text is no statement': '空文本不是语句',
  'one statement at a time, got more: {}': '一次一条语句，却给了多条：{1}',
  '{}: another process has held its lock for too long: wait for it or end it':
    '{1}：另一个进程占用锁的时间太长：请等它结束，或终止它',
  '{}: the disk is full; nothing of the transaction was kept: make room':
    '{1}：磁盘已满；事务没有留下任何内容：请腾出空间',
  '{} cannot be written: check the rights of file and folder': '{1} 无法写入：请检查文件与目录的权限',
  '{} cannot be opened: check that its folder exists and may be written':
    '{1} 无法打开：请检查所在目录是否存在、是否可写',
  '{} is no SQLite database: name another file': '{1} 不是 SQLite 数据库：请指定另一个文件',
  '{} is damaged ({}): restore it from a backup': '{1} 已损坏（{2}）：请从备份恢复',
  '{}: the system failed to read or write it ({})': '{1}：系统读写失败（{2}）',
  'NaN cannot be stored: SQLite would keep NULL': 'NaN 不能存储：SQLite 会存成 NULL',
  'an integer beyond 64 bits cannot be stored': '超过 64 位的整数不能存储',
  '{} holds half a letter or a zero byte, which no database keeps':
    '{1} 含有半个字符或零字节，数据库都无法保存',
  '{} must be a text, got {}': '{1} 必须是文本，却是 {2}',
  '{} must be a day such as 2025-07-30, got {}': '{1} 必须是日期，如 2025-07-30，却是 {2}',
  '{}: JSON does not hold {}': '{1}：JSON 不能保存 {2}',
  'the state {} was written by a newer winback (its form is {}, this version knows {}): update winback, or name another state':
    '状态 {1} 由更新版本的 winback 写成（它的形式是 {2}，本版本认识到 {3}）：请更新 winback，或指定另一个状态',
  '{} holds tables of another program (such as {}): name another file for the state':
    '{1} 里有另一个程序的表（如 {2}）：请为状态指定另一个文件',
  'an import into the state {} was not finished: import again into a new one':
    '向状态 {1} 的导入没有完成：请重新导入到一个新的状态',
  'state: write the path of an SQLite file, or postgres://user@host/database':
    'state：请写 SQLite 文件的路径，或 postgres://user@host/database',
  'state: the path of the file is empty': 'state：文件路径是空的',
  'a state has no records of the kind "{}"': '状态里没有“{1}”这种记录',
  '{} has no dates to choose by': '{1} 没有可供选择的日期',
  '{} has no field "{}"': '{1} 没有字段“{2}”',
  '{}: other programs change messages all the time: try again later':
    '{1}：其他程序一直在更改消息：请稍后再试',
  'the key in {} has fewer than {} letters: make one with `openssl rand -hex 32`':
    '{1} 里的密钥少于 {2} 个字符：请用 `openssl rand -hex 32` 生成一个',
  'the key in {} is not the one that the opt-outs of {} were kept under: name the file with the first key':
    '{1} 里的密钥不是 {2} 的退订记录所用的密钥：请指定最初的密钥文件',
  'line {}: something follows the end of the export': '第 {1} 行：导出的结尾之后还有内容',
  'the export ends after line {} without its last line: it was cut, export again':
    '导出在第 {1} 行之后结束，没有最后一行：它被截断了，请重新导出',
  'the state {} holds records ({}): an import needs a new, empty one':
    '状态 {1} 里已有记录（{2}）：导入需要一个新的空状态',
  'line {} is no JSON: is the file an export of a state, and whole?':
    '第 {1} 行不是 JSON：文件是状态的导出吗？是否完整？',
  'line {} is no record of a state': '第 {1} 行不是状态的记录',
  'line 1 is not the head of an export: name a file of `winback state export`':
    '第 1 行不是导出的开头：请指定 `winback state export` 写出的文件',
  'the export is of a newer winback (form {}, migration {}): update winback':
    '导出来自更新版本的 winback（形式 {1}，迁移 {2}）：请更新 winback',
  'the export says that it has {} records, but {} came: lines are missing, export again':
    '导出写明有 {1} 条记录，却只有 {2} 条：缺少行，请重新导出',
  'line {}: there is no kind of record "{}"': '第 {1} 行：没有“{2}”这种记录',
  '"{}" is no time such as 2026-03-01T08:00:00Z': '“{1}”不是 2026-03-01T08:00:00Z 这样的时间',
  '--project names a configuration inside a state: give --state too':
    '--project 指状态库中的配置名：请同时给出 --state',
  'give --register or --state, not both: there is one register':
    '请给出 --register 或 --state 之一，不要两个都给：登记处只有一个',
  '--state needs --project: the name in the configuration of the daily run':
    '--state 需要 --project：即每日运行的配置里的名称',
};
