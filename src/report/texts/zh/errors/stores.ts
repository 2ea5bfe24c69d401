import type { MessageCatalogue } from '../../../messages/translator.js';

/** Messages about connections to databases. */
export const stores: MessageCatalogue = {
  '{}: a URL must not hold a password, since configurations are shared and logged: remove it, and say where it stands as passwordFrom: { env: NAME } or { file: PATH }':
    '{1}：URL 里不能有密码，因为配置会被共享和记入日志：请删去密码，并用 passwordFrom: { env: NAME } 或 { file: PATH } 写明它在哪里',
  '{}: one database follows the host, as in scheme://user@host/database':
    '{1}：主机之后是一个数据库，如 scheme://user@host/database',
  '{} is no usable URL: write scheme://user@host:port/database':
    '{1} 不是可用的 URL：请写成 scheme://user@host:port/database',
  '{}: a % in a URL is written %25': '{1}：URL 里的 % 要写成 %25',
  '{}: unknown option "{}" in the URL; known: {}': '{1}：URL 里没有名为 "{2}" 的选项；已知的有：{3:words}',
  '{} says where the secret stands, and is never the secret itself: write { env: NAME } or { file: PATH }':
    '{1} 写明密钥在哪里，不能是密钥本身：请写 { env: NAME } 或 { file: PATH }',
  '{} has exactly one of the keys env and file: write { env: NAME } or { file: PATH }':
    '{1} 必须恰好有 env 和 file 两个键之一：请写 { env: NAME } 或 { file: PATH }',
  '{}: the secret is empty': '{1}：密钥是空的',
  '{}: the environment variable {} is not set; no environment was passed: give the option `environment`, the variables of the process':
    '{1}：没有设置环境变量 {2}；没有传入环境：请给出选项 `environment`，即进程的环境变量',
  '{}: the environment variable {} is not set; set it, or name another variable or a file':
    '{1}：没有设置环境变量 {2}；请设置它，或写另一个变量或文件',
  '{}: the file {} with the secret cannot be read': '{1}：无法读取密钥文件 {2}',
  '{}: the URL names user and database, as in mysql://reader@db.example.com:{}/shop':
    '{1}：URL 要写明用户和数据库，如 mysql://reader@db.example.com:{2}/shop',
  '{}: the file {} cannot be read': '{1}：无法读取文件 {2}',
  '{}: the file {} holds no certificate in PEM form': '{1}：文件 {2} 里没有 PEM 格式的证书',
  '{}: nothing came for {} s (timeoutSeconds): the server is busy or the connection is cut':
    '{1}：{2} 秒内没有收到任何内容（timeoutSeconds）：服务器繁忙，或连接已断开',
  '{} needs one more package: npm install {}': '{1:words} 还需要一个软件包：npm install {2}',
  '{}: the query was stopped here, but the server was not told and may go on with it until its own limits: {} ({})':
    '{1}：查询已在这里停止，但没能通知服务器，它可能继续运行，直到自身的限制：{2}（{3}）',
  'the query of {} was stopped': '{1} 的查询已停止',
  '{}: with TLS, write the host as a name, or name what the certificate is for: tls: { serverName: NAME }':
    '{1}：使用 TLS 时，请把主机写成名称，或写明证书所属的名称：tls: { serverName: NAME }',
  '{}: there is no table {}; write create: true to have it made, or make it: {}':
    '{1}：没有表 {2}；写 create: true 由程序新建，或自己新建：{3}',
  '{}: the table {} is of another shape: it has no column {}; it has {}: name another table, or add the columns':
    '{1}：表 {2} 的结构不符：缺少列 {3}；现有列为 {4}：请换一张表，或补上这些列',
  'MySQL {}: another process writes the run "{}" into {} for {} s: wait for its end, and run it again':
    'MySQL {1}：另一个进程正在把运行“{2}”写入 {3}，已等待 {4} 秒：请等它结束后再运行',
  '{}: the table {} is kept by {}, which has no transactions: ALTER TABLE ... ENGINE = InnoDB':
    '{1}：表 {2} 由 {3} 存放，它没有事务：ALTER TABLE ... ENGINE = InnoDB',
  '{}: the source is no server, so nobody asks for a password': '{1}：来源不是服务器，不需要密码',
  '{}: one ClickHouse server is read at a time, and no files beside it':
    '{1}：一次只读取一个 ClickHouse 服务器，旁边不能有文件',
  '{} is missing: the table of the ClickHouse database': '缺少 {1}：ClickHouse 数据库中的表',
  '{}: presets are for files; write columns and roles for a ClickHouse table':
    '{1}：预设用于文件；ClickHouse 的表请写 columns 和 roles',
  '{}: a password would go to {} over plain HTTP, where others can read it: use HTTPS (leave out ?protocol=http)':
    '{1}：密码会经明文 HTTP 发往 {2}，别人可以读到：请用 HTTPS（去掉 ?protocol=http）',
  '{}: protocol in the URL must be http or https': '{1}：URL 里的 protocol 必须是 http 或 https',
  'the query was stopped': '查询已停止',
  '{}: no complete answer ({}). Check host, port and protocol (HTTP interface: 8443 with TLS, 8123 without), and limits of time in between':
    '{1}：没有收到完整的回答（{2}）。请检查主机、端口和协议（HTTP 接口：有 TLS 为 8443，没有为 8123），以及中间的时间限制',
  'ClickHouse sent {} rows of {}: the answer is not whole': 'ClickHouse 只发来 {2} 行中的 {1} 行：回答不完整',
  '{}: the answer is not whole: a Parquet file without its end. Run it again':
    '{1}：回答不完整：Parquet 文件没有结尾。请重新运行',
  '{}: the answer is not whole: its end marker is missing. Run it again':
    '{1}：回答不完整：缺少结束标记。请重新运行',
  '{}: the answer is not whole: {} of {} rows. Run it again':
    '{1}：回答不完整：{3} 行中只有 {2} 行。请重新运行',
  'source: one ClickHouse server is read at a time, with one table':
    'source：一次只读取一个 ClickHouse 服务器的一张表',
  'source is a ClickHouse server: name its table as `table`':
    'source 是 ClickHouse 服务器：请用 `table` 写明表名',
  '{}: one database is read at a time, and no files beside it': '{1}：一次只读取一个数据库，旁边不能有文件',
  '{}: presets are for files; write columns and roles for a ClickHouse server':
    '{1}：预设用于文件；ClickHouse 服务器请写 columns 和 roles',
  '{}: presets are for files; write columns and roles for a database':
    '{1}：预设用于文件；数据库请写 columns 和 roles',
  'a value of the database has no place here; leave its row out, or cast it to text, in a `query`: {}':
    '数据库中有一个值在这里放不下；请在 `query` 中略去它所在的行，或把它转换为文本：{1:cause}',
  '{}: {} has no column {} there': '{1}：{2} 在那里没有列 {3}',
  '{}: {} has no column {} there; it has {}': '{1}：{2} 在那里没有列 {3}；有的是 {4}',
  '{}: the column "{}" holds {}': '{1}：列“{2}”是 {3:words}',
  '{} must be a URL of mysql://, postgres://, clickhouse://, s3:// or oss://':
    '{1} 必须是 mysql://、postgres://、clickhouse://、s3:// 或 oss:// 的 URL',
  '{} is for databases; an object store takes its keys from the environment':
    '{1} 只用于数据库；对象存储从环境变量取得密钥',
  'writeBack.run is missing: a plan has no day that names the run':
    '缺少 writeBack.run：方案没有可用来命名这次运行的日期',
  '{}: the table {} is not partitioned by the run, so that a run cannot be replaced in one step: make it with PARTITION BY {}, or name another table with create: true':
    '{1}：表 {2} 没有按运行分区，不能一步替换一次运行：请用 PARTITION BY {3} 建表，或写另一个表名并加 create: true',
  '{} is missing: a prepared table has no day': '缺少 {1}：准备好的表没有日期',
  '{} is missing: a prepared table has no day that names the run':
    '缺少 {1}：准备好的表没有可用来命名这次运行的日期',
  'a quantile over joined tables is not lowered': '连接后的表上的分位数没有改写',
  '{} is not lowered for MySQL': '{1} 没有为 MySQL 改写',
  'MySQL has no join by the nearest time': 'MySQL 没有按最近时间的连接',
  'Spark has no join by the nearest time': 'Spark 没有按最近时间的连接',
  'a JSON path of Spark holds no key with a quote: {}': 'Spark 的 JSON 路径不能含有带引号的键：{1}',
  'jsonText takes a text and the key as a literal': 'jsonText 需要一个文本和字面量的键',
  'engine.features: pushdown is for events in ClickHouse: events.source: clickhouse://user@host/database, with table':
    'engine.features: pushdown 用于 ClickHouse 中的事件：events.source: clickhouse://user@host/database，并写明 table',
  'columns.{}: the column "{}" holds {}; engine.features: pushdown takes DateTime, DateTime64, Date and texts: make a view with a column of times':
    'columns.{1}：列“{2}”的类型是 {3}；engine.features: pushdown 接受 DateTime、DateTime64、Date 和文本：请建一个有时间列的视图',
  'ClickHouse {}: the table changed while it was read: {} events up to {} at first, {} at the end: run it again, or name an earlier day as events.completeThrough':
    'ClickHouse {1}：读取期间表发生了变化：截至 {3} 起初有 {2} 个事件，最后有 {4} 个：请重新运行，或用 events.completeThrough 写一个更早的日期',
  '{}://: init looks at files: write some days of the table into a Parquet or CSV file, run init on it, then name the server as source in the configuration':
    '{1}://：init 只看文件：请把该表几天的数据写成 Parquet 或 CSV 文件，对它运行 init，再在配置中把服务器写为 source',
  'ClickHouse {}: the table {} changed while it was read in parts: {} rows at first, {} at the end: run it again, or raise max_memory_usage so that one part is enough':
    'ClickHouse {1}：表 {2} 在分份读取期间发生了变化：起初有 {3} 行，最后有 {4} 行：请重新运行，或提高 max_memory_usage，使一份就够',
  'ClickHouse {}: the server has too little memory for all users at once, and columns.id has ids on rows of two users, so that the users cannot be read in parts: raise max_memory_usage, or leave columns.id out':
    'ClickHouse {1}：服务器内存不足以一次处理所有用户，而 columns.id 中有编号出现在两个用户的行上，因此不能分批读取用户：请提高 max_memory_usage，或去掉 columns.id',
  '{}: file or source: give one of them': '{1}：file 和 source 必须写其中一个',
  '{}: table and passwordFrom go with source': '{1}：table 和 passwordFrom 只能与 source 一起写',
  '{}.file or source: give one of them': '{1}：file 和 source 必须写其中一个',
  '{}.table and passwordFrom go with source': '{1}：table 和 passwordFrom 只能与 source 一起写',
  '{}.source is a ClickHouse server: clickhouse://user@host:port/database':
    '{1}.source 是 ClickHouse 服务器：clickhouse://user@host:port/database',
  '{}.table is missing: the table of the ClickHouse database': '缺少 {1}.table：ClickHouse 数据库中的表',
  '{}.pushDown: rows of a server are not read here: write pushDown: true, or export the log as Parquet':
    '{1}.pushDown：这里不读取服务器的行：请写 pushDown: true，或把日志导出为 Parquet',
  'ClickHouse {}: the table changed while it was read: {} rows up to {} at first, {} at the end: run it again, or name an earlier asOf':
    'ClickHouse {1}：读取期间表发生了变化：截至 {3} 起初有 {2} 行，最后有 {4} 行：请重新运行，或写一个更早的 asOf',
  'data.events.time: the table {} has no column "{}"': 'data.events.time：表 {1} 没有列“{2}”',
  'data.events.time: the column "{}" holds {}; a server computes with DateTime and DateTime64: make a view with such a column':
    'data.events.time：列“{1}”的类型是 {2}；服务器用 DateTime 和 DateTime64 计算：请建一个有这种列的视图',
  'a list came without a table': '收到的名单没有对应的表',
};
