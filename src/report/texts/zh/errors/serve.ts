import type { MessageCatalogue } from '../../../messages/translator.js';

/** Messages about serving models over HTTP. */
export const serve: MessageCatalogue = {
  'the model {} gives {} for its warm-up row {}, which must give {}: it is not served':
    '模型 {1} 对预热行 {3} 给出 {2}，应为 {4}：不会用它提供服务',
  'the warm-up rows of the model {} have other features than it': '模型 {1} 的预热行的特征与模型的不同',
  'the model {} is no longer served': '模型 {1} 已不再提供服务',
  '{}: no model is served': '{1}：没有模型在提供服务',
  'the model cannot be loaded: {}': '无法加载模型：{1:cause}',
  '{}: the rows do not have a value a feature and one probability each':
    '{1}：各行必须每个特征有一个值，并且各有一个概率',
  'serve needs a model: give either model or registry': 'serve 需要一个模型：请给出 model 或 registry 之一',
  'canary and shadow are names of a registry: give registry in place of model':
    'canary 和 shadow 是注册表里的名称：请用 registry 代替 model',
  '{} must be from 0 to 1': '{1} 必须在 0 到 1 之间',
  '{} {} can be reached from other machines: give keys or jwt, or listen on 127.0.0.1':
    '{1} {2} 可以从其他机器访问：请给出 keys 或 jwt，或者只监听 127.0.0.1',
  'cannot listen on {}:{}: {}': '无法监听 {1}:{2}：{3:cause}',
  'not an Arrow stream: {}': '不是 Arrow 流：{1:cause}',
  'the table has no column {}, which should name the users': '表中没有应当标识用户的列 {1}',
  'the table has {} rows, more than {}': '表有 {1} 行，超过 {2} 行',
  'the table has two columns called {}': '表中有两列都叫 {1}',
  'the column {} {}': '列 {1}：{2:cause}',
  'has another length than the table': '长度与表的不同',
  'has more missing rows than rows': '缺失的行比行数还多',
  'does not say of every row whether it is missing': '没有说明每一行是否缺失',
  'has texts outside of its bytes': '有文本位于其字节之外',
  'has fewer codes than rows': '编码比行数少',
  'has the code {} in row {}, and its dictionary {} entries': '第 {2} 行的编码是 {1}，而其字典只有 {3} 项',
  'cannot read the keys: {}': '无法读取密钥：{1:cause}',
  '{} has no key: nobody could ask': '{1} 里没有密钥：谁也无法询问',
  '{} must be the SHA-256 of a key in hexadecimal': '{1} 必须是密钥的十六进制 SHA-256',
  '{} must be a time such as 2026-12-01T00:00:00Z, got {}':
    '{1} 必须是 2026-12-01T00:00:00Z 这样的时间，收到的是 {2}',
  '{} is not JSON': '{1} 不是 JSON',
  '{} holds no JWKS': '{1} 里没有 JWKS',
  'cannot read the keys of tokens from {}: {}': '无法从 {1} 读取令牌的公钥：{2:cause}',
  'tokens need both --jwt-jwks and --jwt-audience': '令牌同时需要 --jwt-jwks 和 --jwt-audience',
  'the state has no exposure of the experiment "{}"': '状态中没有实验“{1}”的曝光',
  '{}: the experiment "{}" has no assignment: write its seed there':
    '{1}：实验“{2}”没有 assignment：请在其中写明 seed',
  'two configurations are of the experiment "{}"': '有两份配置属于实验“{1}”',
  '{}: version {} of the experiment "{}" is registered with another configuration: give it a new version':
    '{1}：实验“{3}”的版本 {2} 已用另一份配置登记：请给它一个新版本',
  'the feature file was written in place while it served: replace it by renaming another':
    '特征文件在使用期间被原地写入：请用重命名的方式换上另一个文件',
  'a file cannot be watched: too many are open': '无法监视文件：打开的文件太多',
  'a file cannot be watched': '无法监视文件',
  'decideByPrice decides about one user': 'decideByPrice 只决定一个用户',
  'beyondPlan: price needs a plan, whose prices decide, and a state, which counts what they spend':
    'beyondPlan: price 需要一个计划（由其价格决定）和一个状态（记录花费）',
  'no feature file: {}': '没有特征文件：{1:cause}',
  '{}: no feature file serves': '{1}：没有特征文件在提供服务',
  '{}: a categorical feature without categories': '{1}：类别特征没有类别',
  '{}: the description names other columns': '{1}：描述中的列不同',
  '{} has other features than the model {}: make it with that model (`winback features pack`)':
    '{1} 的特征与模型 {2} 的不同：请用该模型生成（`winback features pack`）',
  'the model {} has other features than the feature file: it serves once a file of its features is there':
    '模型 {1} 的特征与特征文件的不同：有了它的特征文件后才会提供服务',
  'feature file: {}': '特征文件：{1}',
  'feature file: it is too short': '特征文件：太短',
  'feature file: it is none': '特征文件：不是特征文件',
  'feature file: it is of another version of winback': '特征文件：属于 winback 的其他版本',
  'feature file: a length in its head is not possible': '特征文件：文件头里的长度不可能',
  'feature file: its index has the wrong size': '特征文件：索引大小不对',
  'feature file: it would be too large': '特征文件：过大',
  'feature file: it was cut or is damaged': '特征文件：被截断或已损坏',
  'feature file: its checksum differs: it is damaged': '特征文件：校验和不符，已损坏',
  'feature file: its index leads out of it': '特征文件：索引指向文件之外',
  'feature file: its ids overlap': '特征文件：用户标识重叠',
  'feature file: its ids do not fit': '特征文件：用户标识长度不符',
  'row {} has no id of a user': '第 {1} 行没有用户标识',
  'row {}: the user "{}" appears again, first in row {}': '第 {1} 行：用户 "{2}" 再次出现，首次在第 {3} 行',
  'a feature file has at most 2,147,483,647 users': '特征文件最多有 2,147,483,647 个用户',
  'the feature file is closed': '特征文件已关闭',
  'winback features pack needs --input, --output and --as-of':
    'winback features pack 需要 --input、--output 和 --as-of',
  '{} has no column "{}"': '{1} 没有列 "{2}"',
  '{}: plan.json is not what was written': '{1}：plan.json 不是当初写入的内容',
  '{}: the lists have hashed ids; make the plan without a salt':
    '{1}：名单中的标识是散列值；请不加盐生成计划',
  '{}: the plan does not say of which model and until when it is: make it with --for-model and --valid-until':
    '{1}：计划没有说明属于哪个模型、有效到何时：请用 --for-model 和 --valid-until 生成',
  '{}: {} is not the list that the plan wrote': '{1}：{2} 不是计划写出的名单',
  '{}: no plan decides': '{1}：没有计划可供决策',
  'no plan in {}: {}': '{1} 里没有计划：{2:cause}',
  'a plan for a server needs both --for-model and --valid-until':
    '供服务器使用的计划同时需要 --for-model 和 --valid-until',
  'an offset is no place': '偏移量不是有效位置',
  'places must name one place per feature': 'places 必须每个特征给出一个位置',
  'a place is outside': '有一个位置在范围之外',
  'the ids do not fit': '用户标识长度不符',
  'a column of features has another length than the ids': '有一列特征的长度与用户标识的不同',
  'the id must be a string': '标识必须是字符串',
  '--canary must be NAME=SHARE, got "{}"': '--canary 必须写成 NAME=SHARE，收到的是 "{1}"',
};
