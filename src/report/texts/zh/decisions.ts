import { ends, four, relation, share } from '../figures.js';
import type { DecisionSentences } from '../sentences.js';

const nameOf = (column: string | null): string => (column === null ? '评分' : `列“${column}”`);
const effect = (delta: number | null): string =>
  delta === null ? '' : `；使 ${share(Math.abs(delta), 1)} 的用户越过阈值`;

/** Why nothing can be said about final labels. */
const notEvaluable: DecisionSentences['notEvaluable'] = {
  immature: ({ rows }) => `${rows} 行评分的标签都还没有成熟`,
  'no-outcomes': ({ rows }) => `${rows} 行已成熟的评分都没有结果`,
  'no-holdout': ({ rows, share: part }) =>
    `有 ${rows} 行（${share(part, 1)}）受到干预，而同类用户没有一个被随机留出：请保留留出组`,
  'one-class': ({ rows }) => `${rows} 行未受干预的用户结果全部相同`,
  'too-few-positives': ({ effectivePositives, minimumPositives }) =>
    `有效流失用户 ${effectivePositives.toFixed(0)} 名，少于得出指标所需的 ${minimumPositives} 名`,
};

/** What the records of decisions about models say. */
export const decisions: DecisionSentences = {
  notEvaluable,
  actions: {
    none: '模型保持不变',
    blocked: '数据修复之前不做任何改动',
    retrain: '训练挑战模型',
    'roll-back': '恢复上一个模型',
    recalibrate: '重新校准并重新确定阈值，树保持不变',
    promote: '挑战模型接替',
    keep: '保留在用模型',
  },
  reasons: {
    'data-fault': ({ kind, object }) => `数据有故障（${kind}：${object}）：不用它训练模型`,
    clock: ({ ageDays, everyDays }) => `模型已有 ${ageDays} 天；每 ${everyDays} 天训练一次`,
    drift: ({ column, ks, ksLow, deltaAbove }) =>
      `${nameOf(column)}确定发生漂移：距离 ${four(ks)}，至少 ${four(ksLow)}${effect(deltaAbove)}`,
    'drift-alarm': ({ column, ks }) => `多日累积的证据触发了${nameOf(column)}的警报，当前距离 ${four(ks)}`,
    'drift-noted': ({ column, state, ks, deltaAbove }) =>
      `${nameOf(column)}的距离为 ${four(ks)}，${state === 'certain' ? '已确定，但影响很小' : '尚不确定'}${effect(deltaAbove)}`,
    'auc-fell': ({ auc, low, high, stored, bound }) =>
      `AUC 确定下降：${four(auc)} ${ends({ low, high })}，存档值 ${four(stored)}，界限 ${four(bound)}`,
    'auc-maybe-fell': ({ auc, low, high, bound }) =>
      `观测到的 AUC ${four(auc)} ${ends({ low, high })} 低于界限 ${four(bound)}，但尚不确定`,
    'auc-holds': ({ auc, low, high, stored }) =>
      `AUC 保持：${four(auc)} ${ends({ low, high })}，存档值 ${four(stored)}`,
    'not-evaluable': ({ why }) => `成熟标签尚无结论：${sentenceOf(why)}`,
    'previous-better': ({ difference, low, high, p }) =>
      `在相同的行上，上一个模型高出 ${four(difference)} ${ends({ low, high })}，p ${relation(p)}：问题在新模型`,
    'previous-not-better': ({ difference, low, high }) =>
      `在相同的行上，上一个模型并不确定更好（${four(difference)} ${ends({ low, high })}）：回滚没有帮助`,
    'no-previous': () => '没有上一个模型在这些行上的评分可供比较',
    'previous-unusable': ({ featureVersion, built }) =>
      `上一个模型使用特征 ${featureVersion}，而现在构建的是 ${built}：无法恢复`,
    'calibration-off': ({ value, low, high, range }) =>
      `校准斜率 ${four(value)} ${ends({ low, high })} 确定超出 ${range[0]} 到 ${range[1]}`,
    'calibration-maybe-off': ({ value, low, high, range }) =>
      `校准斜率 ${four(value)} ${ends({ low, high })} 可能超出 ${range[0]} 到 ${range[1]}`,
    'level-off': ({ value, low, high, range }) =>
      `实际流失人数是预测的 ${four(value)} 倍 ${ends({ low, high })}，确定超出 ${range[0]} 到 ${range[1]}`,
    'level-maybe-off': ({ value, low, high, range }) =>
      `实际流失人数是预测的 ${four(value)} 倍 ${ends({ low, high })}，可能超出 ${range[0]} 到 ${range[1]}`,
  },
  promotion: {
    compared: ({ chosenFrom }) =>
      chosenFrom === null
        ? '标签成熟且未受干预的用户太少，无法比较'
        : `在标签成熟且未受干预的用户上比较${chosenFrom > 1 ? `；区间已考虑 ${chosenFrom} 个挑战模型` : ''}`,
    embargo: ({ earliest, from }) => `这些行从 ${from} 开始；挑战模型没有见过 ${earliest} 起的任何数据`,
    'not-inferior': ({ difference, low, margin }) =>
      `与在用模型的 AUC 之差 ${four(difference)}，至少 ${four(low)}；允许 ${four(-margin)}`,
    brier: ({ difference, low }) => `与在用模型的 Brier 分数之差 ${four(difference)}，至少 ${four(low)}`,
    'no-tie': ({ auc, brier }) =>
      `两者之中至少一项更好，平局保留在用模型：AUC ${four(auc)}，Brier ${four(brier)}`,
    'auc-floor': ({ auc, floor }) => `测试行上的 AUC 为 ${four(auc)}，要求至少 ${floor}`,
    'precision-floor': ({ precision, floor }) =>
      precision === null
        ? `没有经认证的精确率，要求至少 ${floor}`
        : `经认证的精确率 ${four(precision)}，要求至少 ${floor}`,
    slices: ({ worse, margin }) =>
      worse.length === 0
        ? `没有切片确定下降超过 ${margin}`
        : `确定下降超过 ${margin} 的切片：${worse.join('、')}`,
    tiers: ({ tier, inUse, other, allowed, accepted }) =>
      `${tier} 档在用模型占 ${share(inUse, 1)}，挑战模型占 ${share(other, 1)}；允许变动 ${share(allowed, 0)}${accepted ? '，且已有人接受此次变动' : ''}`,
    leak: ({ columns }) => (columns.length === 0 ? '没有列泄漏标签' : `泄漏标签的列：${columns.join('、')}`),
    verified: () => '存档文件通过验证，重新加载后的评分逐位相同',
  },
};

function sentenceOf(why: Parameters<DecisionSentences['reasons']['not-evaluable']>[0]['why']): string {
  // The values belong to the code.
  return (notEvaluable[why.code] as (values: unknown) => string)(why.values);
}
