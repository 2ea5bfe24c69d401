import type { MessageCatalogue } from '../../../messages/translator.js';

/** Messages about drift and the evidence of it. */
export const monitor: MessageCatalogue = {
  'update.series: "{}" is named twice': 'update.series：“{1}”出现了两次',
  'options.columns: "{}" is named twice': 'options.columns：“{1}”出现了两次',
  'scores are given, but the profile was made without scores': '给出了得分，但画像里没有得分',
  'labels are given, but the profile was made without labels': '给出了标签，但画像里没有标签',
  'options: the profile has no column "{}"': 'options：画像里没有列“{1}”',
  'column "{}": its profile does not keep every value, which this definition needs; give the rows of the training (--reference FILE)':
    '列“{1}”：画像没有保存每一个值，而这种定义需要；请给出训练用的行（--reference FILE）',
  'scores and labels must have the same number of rows': '得分与标签的行数必须相同',
  'values and rows must be equally long': 'values 与 rows 必须一样长',
  'column "{}", row {}: a code that its dictionary does not have': '列“{1}”，第 {2} 行：字典里没有这个编码',
  'a grid has at most 65,000 values': '网格最多有 65,000 个值',
  'column "{}" has {} rows, the scores have {}': '列“{1}”有 {2} 行，得分有 {3} 行',
  'at most 255 edges of scores': '得分的分界最多 255 个',
  'each sample needs a finite value': '每个样本都需要有限的值',
  'this model has no profile of its training rows: train it again with this version of winback':
    '这个模型没有训练数据的画像：请用此版本的 winback 重新训练',
  'not an Arrow file: {}': '不是 Arrow 文件：{1:cause}',
  '{}: counts and categories differ in length': '{1}：counts 与 categories 长度不同',
  '{} has {} rows, {} names more': '{1} 有 {2} 行，{3} 写的更多',
  '--config {}: its features are not made from events': '--config {1}：它的特征不是由事件构成的',
  'evidence needs the day of the rows (--day YYYY-MM-DD)': '积累证据需要数据的日期（--day YYYY-MM-DD）',
  'the profile of the model cannot be read: {}': '模型的画像无法读取：{1:cause}',
  '{} must be 1, got {}: a newer winback wrote it': '{1} 必须是 1，得到的是 {2}：由更新版本的 winback 写出',
};
