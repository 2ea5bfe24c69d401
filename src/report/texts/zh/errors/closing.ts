import type { MessageCatalogue } from '../../../messages/translator.js';

/** Messages about what campaigns brought. */
export const closing: MessageCatalogue = {
  '{} has {} arms, {} has {}': '{1:words} 有 {2} 个组，{3:words} 有 {4} 个',
  '{}[{}] must be above 0 and at most 1, got {}': '{1:words}[{2}] 必须大于 0 且不超过 1，得到的是 {3}',
  'arm {} has no row outside fold {}: nothing says what to expect of that fold; take fewer folds or more rows':
    '组 {1} 在第 {2} 折之外没有任何行：无从得知该折的期望；请减少折数或增加行数',
  '{} must have at least 2 folds, got {}': '{1:words} 至少要有 2 折，得到 {2} 折',
  'a mean of scores needs at least 2 users, got {}': '得分的均值至少需要 2 名用户，得到 {1} 名',
  'a linear predictor needs at least 2 users, got {}': '线性预测至少需要 2 名用户，得到 {1} 名',
  'a linear predictor with {} columns needs more rows than {}': '有 {1} 列的线性预测需要多于 {2} 行',
  'shrinking needs at least {} cells, got {}': '收缩估计至少需要 {1} 个单元，得到 {2} 个',
};
