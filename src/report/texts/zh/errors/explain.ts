import type { MessageCatalogue } from '../../../messages/translator.js';

/** Messages about explanations. */
export const explain: MessageCatalogue = {
  'reasons: {} a user were asked for, the model has {} features; ask for at most {}':
    'reasons：每个用户要 {1} 个原因，而模型只有 {2} 个特征；最多可要 {3} 个',
  '--model and --features belong together: the model, and the users whose scores are explained':
    '--model 与 --features 须一起给出：模型，以及要解释其分数的用户',
  'id: name the {} that is to be explained': 'id：请指明要解释的 {1}',
  'plans are not explained: start `winback mcp` with `--plan DIR`':
    '没有可解释的计划：请用 `--plan DIR` 启动 `winback mcp`',
  'a model of the kind "{}" gives no reasons': '类型为“{1}”的模型给不出原因',
  'the reasons of row {} add up to the probability {}, the model gives {}':
    '第 {1} 行的原因合计为概率 {2}，而模型给出 {3}',
  '{}: the user "{}" stands in rows {} and {}; one row a user can be explained':
    '{1}：用户“{2}”出现在第 {3} 行和第 {4} 行；每个用户只能有一行',
  '{} has no user "{}" in the column "{}"': '{1} 的列“{3}”中没有用户“{2}”',
  '{} has no user "{}": users are row numbers there, from 1':
    '{1} 中没有用户“{2}”：那里以行号（从 1 起）表示用户',
  '`winback explain user` needs --features FILE, --scores FILE, --plan DIR or --state URL':
    '`winback explain user` 需要 --features FILE、--scores FILE、--plan DIR 或 --state URL',
  'the score of a user needs its model: name it by --model DIR, or by --registry PLACE with --name':
    '解释用户的分数需要模型：请用 --model DIR，或 --registry PLACE 加 --name 指定',
  '{} is not the file that the plan was made from ({}, sha256 {})':
    '{1} 不是生成该计划的文件（{2}，sha256 {3}）',
  '{} has an experiment {} in {}: name one by --project':
    '{1} 中多个配置（{3}）都有实验 {2}：请用 --project 指定一个',
  '{} has no experiment {}': '{1} 中没有实验 {2}',
  '{} alarms of {} begin with {}: give more of the fingerprint':
    '{2} 中有 {1} 条告警以 {3} 开头：请给出更长的指纹',
  '{} has no alarm {}: see `winback alert list --all`': '{1} 中没有告警 {2}：请看 `winback alert list --all`',
};
