import type { MessageCatalogue } from '../../../messages/translator.js';

/** Messages about what really happened, and what follows from it. */
export const matured: MessageCatalogue = {
  'comparing areas needs at least two users of each class': '比较 AUC 时每类至少需要两名用户',
  'scores, labels, weights and users must have one entry a row, got {}':
    'scores、labels、weights 和 users 必须每行一个值，得到 {1} 个',
  'lagDays must hold one lag at least': 'lagDays 至少要有一个延迟',
  'lagDays[{}] must be a number of days >= 0, got {}': 'lagDays[{1}] 必须是不小于 0 的天数，得到的是 {2}',
  '{}: user {} has the day {} in row {} and in row {}':
    '{1}：用户 {2} 的日期 {3} 同时出现在第 {4} 行和第 {5} 行',
  '{}: the day of row {} is missing': '{1}：第 {2} 行缺少日期',
  'slices: column "{}" must hold text': 'slices：列“{1}”必须是文本',
  'decisions, row {}: user {} was treated on {}, but untreated_probability is {}: log the probability that the plan had before it was drawn':
    'decisions 第 {1} 行：用户 {2} 在 {3} 受到干预，而 untreated_probability 是 {4}：请记录抽取之前计划所用的概率',
  'decisions, row {}: user {} was untreated on {}, but untreated_probability is {}: log the probability that the plan had before it was drawn':
    'decisions 第 {1} 行：用户 {2} 在 {3} 未受干预，而 untreated_probability 是 {4}：请记录抽取之前计划所用的概率',
  'probabilities must hold one row at least': 'probabilities 至少要有一行',
  'probabilities: row {} must be from 0 to 1, got {}':
    'probabilities：第 {1} 行必须在 0 到 1 之间，得到的是 {2}',
  '{} must have one entry a row, {}, got {}': '{1} 必须每行一个值，共 {2} 个，得到 {3} 个',
  'rows of class {} have no weight: a weighted ranking needs rows of both classes':
    '类别 {1} 的行没有权重：加权排序需要两类的行',
  '{} have no weight: a weighted ranking needs rows of both classes':
    '{1:words}没有权重：加权排序需要两类的行',
  'row {}: a weight must be a number >= 0, got {}': '第 {1} 行：权重必须是不小于 0 的数，得到的是 {2}',
  'facts.previous must be the model before, or null for the first one':
    'facts.previous 必须是上一个模型；第一个模型写 null',
  'chosenFrom must be a whole number >= 1, got {}': 'chosenFrom 必须是不小于 1 的整数，得到的是 {1}',
  'column "stratum" must hold text: tier and action': '列“stratum”必须是文本：档位和动作',
  'user {} stands in row {} and in row {}: one row a user':
    '用户 {1} 同时出现在第 {2} 行和第 {3} 行：每名用户一行',
  'column "{}", row {}: must be a number of minor units; write 0 for none, got {}':
    '列“{1}”第 {2} 行：必须是以最小单位计的数；没有请写 0，得到的是 {3:words}',
  'too many rows to rank': '行数太多，无法排序',
};
