import type { MessageCatalogue } from '../../../messages/translator.js';

/** Messages of the answers to assistants. */
export const assistant: MessageCatalogue = {
  'user: no answer of this session gave {}; salted ids change with every start':
    'user：本次会话没有任何回答给出过 {1}；加盐 ID 在每次启动时改变',
  'the state has no records yet: run `winback run daily`': '状态库还没有记录：请运行 `winback run daily`',
  'project: name one of {}': 'project：请指定其中一个：{1}',
  'day: "{}" has no records of {} yet': 'day：“{1}”还没有 {2} 的记录',
  'day: "{}" has no plan of {}; list_runs gives the days': 'day：“{1}”没有 {2} 的计划；list_runs 给出各天',
  'budget: the frontier of {} ends at {}, got {}': 'budget：{1} 的利润曲线到 {2} 为止，得到的是 {3}',
  'model: none is in production; name one that list_models gives':
    'model：没有模型在生产中；请指定 list_models 给出的一个',
  'model: the state has none called "{}"; list_models gives their digests and versions':
    'model：状态库中没有“{1}”；list_models 给出各模型的摘要与版本',
  'experiment: "{}" has no look at "{}" version "{}"; list_experiments gives the names':
    'experiment：“{1}”没有对“{2}”版本“{3}”的查看；list_experiments 给出名称',
  'experiment: "{}" has none called "{}"; list_experiments gives the names':
    'experiment：“{1}”中没有“{2}”；list_experiments 给出名称',
  'metric: neither the dictionary (--metrics) nor an experiment of "{}" has "{}"':
    'metric：指标词典（--metrics）与“{1}”的实验中都没有“{2}”',
  'drafts are off: start `winback mcp` with `--drafts DIR --scores FILE`':
    '未启用草稿：请用 `--drafts DIR --scores FILE` 启动 `winback mcp`',
  'limit: the answer has {} letters, and at most {} are given: ask for fewer rows':
    'limit：回答有 {1} 个字符，最多给出 {2} 个：请要求更少的行',
  'a question has more than {} bytes: the conversation ended': '一个问题超过 {1} 字节：会话已结束',
  '--drafts and --scores belong together: where drafts are written, and the users they are for':
    '--drafts 与 --scores 必须同时给出：草稿写入的位置，以及为哪些用户制定',
  '--plan-config needs --drafts and --scores': '--plan-config 需要 --drafts 与 --scores',
};
