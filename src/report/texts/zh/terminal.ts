import { messageText } from '../../error-text.js';

/** What the command line writes about a churn run. */
export const terminal = {
  model: (name: string) => `模型 ${name}`,
  notTrained: (name: string, failure: string) =>
    `注意：候选模型 ${name} 未能训练：${messageText(failure, 'zh')}`,
  threshold: (value: string, precision: string, recall: string) =>
    `阈值 ${value}  精确率 ${precision}  召回率 ${recall}`,
  certified: '已认证',
  notCertified: '未能认证',
  plan: (users: string, spent: string, budget: string, profit: string) =>
    `计划 ${users} 人  花费 ${spent} / ${budget} 元  预期利润 ${profit} 元`,
  passed: '通过',
  failed: '未通过',
  gate: (_code: string, name: string) => name,
  output: (folder: string) => `输出: ${folder}`,
};
