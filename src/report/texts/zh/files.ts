import type { Texts } from '../index.js';

/** What the files beside the evaluation report are for. */
export const files: Texts['files'] = {
  heading: '本次运行的文件及其用途',
  file: '文件',
  purpose: '用途',
  send: '按此名单发送：要触达的用户，每人一个策略',
  rest: '请保留：其余用户及原因；其中留出的用户是对照组',
  plan: '名单的来历与证明；winback plan verify 可重算核对',
  scores: '全部打分，供自行分析和 winback plan 使用；不是发送名单',
  scoresAlone: '全部打分；用 winback plan --scores scores.csv --budget 元 生成发送名单',
  model: '模型；winback score 用它给新用户打分',
  summary: '本报告的全部数字，供程序读取',
};
