import type { MessageCatalogue } from '../../../messages/translator.js';

/** Messages about stores of events. */
export const dayStore: MessageCatalogue = {
  'engine.memoryLimitMb: {} MiB do not hold this log: raise it, or keep the events in files with winback features --store DIR, which works on a part of the users at a time':
    'engine.memoryLimitMb：{1} MiB 放不下这份日志：请调高，或用 winback features --store DIR 把事件存为文件，一次只处理一部分用户',
  'engine.tempDirectory: cannot make {}: {}': 'engine.tempDirectory：无法创建 {1}：{2:cause}',
  'no attributes were read': '没有读到属性',
  '{} is no file of a store': '{1} 不是事件库的文件',
  '{} is no JSON: it is damaged': '{1} 不是 JSON：文件已损坏',
  '{} was written by a newer winback (format {})': '{1} 由更新版本的 winback 写成（格式 {2}）',
  'another run ({}) uses the store {}: wait until it ends': '另一个进程（{1}）正在使用事件库 {2}：请等它结束',
  'another run uses the store {}: wait until it ends': '另一个进程正在使用事件库 {1}：请等它结束',
  'there is no store of events in {}': '{1} 中没有事件库',
  '{} holds {}, which is no part of a store: give an empty or a new folder with --store':
    '{1} 中有 {2}，它不属于事件库：请用 --store 指定空文件夹或新文件夹',
  'the store {} cannot be written: {}': '无法写入事件库 {1}：{2:cause}',
  'the store {} was made by winback {} with DuckDB {}, whose events this version does not read: read all files again with --rebuild, or give another folder with --store':
    '事件库 {1} 由 winback {2} 和 DuckDB {3} 建成，本版本不能读取其事件：请用 --rebuild 重新读取全部文件，或用 --store 另选文件夹',
  'the store {} was made with another configuration of events (columns, roles, zones or formats): read all files again with --rebuild, or give another folder with --store':
    '事件库 {1} 是用另一份事件配置（列、角色、时区或格式）建成的：请用 --rebuild 重新读取全部文件，或用 --store 另选文件夹',
  'a store of events takes files of this machine: write the rows of a database to a file, copy objects, or leave --store out':
    '事件库只接受本机的文件：请把数据库的行写成文件，把对象复制下来，或不用 --store',
  'the new files are of {} to {}, which is no run of one day: only --rebuild replaces events of other runs':
    '新文件为 {1} 至 {2} 的事件，不是某一天的整批：只有 --rebuild 能替换其他批次的事件',
  '{} of the {} events in the new files ({} to {}) are in the store already: give only new files, read all files again with --rebuild, or add them with --overlap=add':
    '新文件（{3} 至 {4}）的 {2} 个事件中有 {1} 个库里已有：请只给新文件，或用 --rebuild 重新读取全部文件，或用 --overlap=add 加入',
  'the store has a run of {}, and {} of its {} events are in the new files: say --overlap=replace when they are the whole day again, or --overlap=add when they are another part of it':
    '库中已有 {1} 的一批事件，其 {3} 个事件中有 {2} 个在新文件里：若新文件是这一天的全部，请用 --overlap=replace；若是这一天的另一部分，请用 --overlap=add',
  'columns.order: a store cannot join rows of one order that come on different days: leave --store out, or give one row an order':
    'columns.order：事件库无法合并不同日子到来的同一订单的行：请不用 --store，或让每个订单只有一行',
  'no file was given to make the store {} from': '没有给出用来建立事件库 {1} 的文件',
  'no user was given to be forgotten': '没有给出要删除的用户',
  'all users of the store would be forgotten: remove its folder':
    '这会删除库中的全部用户：请直接移走它的文件夹',
  'a model and an output go together: features are those of a model':
    '模型与输出须一起给出：特征属于某个模型',
  '--store needs --config, which says how events are read': '--store 需要 --config，它说明如何读取事件',
  'a model (--model or --registry) and --output go together: features are those of a model':
    '模型（--model 或 --registry）与 --output 须一起给出：特征属于某个模型',
  'winback features needs --config and --output; with --store a configuration is enough':
    'winback features 需要 --config 和 --output；用 --store 时只需配置',
  '--labels goes with files, not with --store: leave one of them out':
    '--labels 只用于文件，不能与 --store 一起使用：请去掉其中之一',
  '--{} goes with --store, the folder of the events': '--{1} 须与事件库的文件夹 --store 一起使用',
  'the events are in use by another call': '这些事件正被另一个调用使用',
  'the first bucket lies behind the last': '第一个桶在最后一个之后',
  'all users are counted already': '所有用户都已计数',
  'the users are not all counted yet': '用户尚未全部计数',
  'the ranks are of another program': '这些排名属于另一个程序',
  '{} was cut short while it was read': '{1} 在读取时被截短',
  'the log has events already': '日志已有事件',
  'either all events of a run have keys, or none': '一批事件要么都有键，要么都没有',
  'an id of a user is longer than 4 GiB': '有用户标识超过 4 GiB',
  'a bucket has more than 4,294,967,295 events or bytes of ids':
    '一个桶的事件数或标识字节数超过 4,294,967,295',
  '{} cannot be used as a run of events: {}': '{1} 不能用作一批事件：{2:words}',
};

/** What is wrong with a file of events. */
export const dayStorePhrases: MessageCatalogue = {
  'it is shorter than its directory': '它比自己的目录还短',
  'it is no run of events': '它不是一批事件',
  'it is of another version': '它属于另一个版本',
  'its size is not the one it was written with': '它的大小与写入时不同',
  'its directory is damaged': '它的目录已损坏',
  'its directory does not fit together': '它的目录前后不一致',
  'its checksum of bucket {} does not fit': '第 {1} 桶的校验和不符',
  'bucket {} does not fit together': '第 {1} 桶前后不一致',
};
