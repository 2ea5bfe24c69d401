import type { PrimaryValues, ReasonValues } from '../../../experiment/records/reason-record.js';
import { ends, relation, share, three } from '../figures.js';
import { type Sentences, told } from '../sentences.js';
import { notComputable } from './not-computable.js';

const pNames = { plain: '未校正 p', adjusted: '校正 p', sequential: '序贯 p' };

/** Name of the p that a decision rests on; a sequential one is adjusted for `variants`, 1 = not. */
export const pLabel = (kind: PrimaryValues['kind'], variants: number): string =>
  variants > 1 ? `${pNames[kind]}（已按 ${variants} 个实验组校正）` : pNames[kind];

const shown = ({ p, kind, variants }: PrimaryValues): string => `${pLabel(kind, variants)} ${relation(p)}`;

export const experimentReasons: Sentences<ReasonValues> = {
  'primary-better': (values) => `主指标 ${values.metric} 显著改善（${shown(values)}）`,
  'primary-worse': (values) => `主指标 ${values.metric} 显著变差（${shown(values)}）`,
  'primary-undecided': (values) =>
    `主指标 ${values.metric} 未显著（${shown(values)}${values.boundary ? '，未越过序贯边界' : ''}）`,
  'primary-reversed': ({ metric, look, difference }) =>
    `主指标 ${metric} 在第 ${look} 次查看越过边界，但现在的差异方向相反（${three(difference)}）：不能据此上线`,
  'primary-not-computable': ({ metric, why }) => `主指标 ${metric} 无法计算：${told(notComputable, why)}`,
  'oec-not-computable': ({ why }) => `OEC 无法计算：${told(notComputable, why)}`,
  'guardrail-passed': ({ metric, margin }) => `守门指标 ${metric} 非劣（界值 ${three(margin)}）`,
  'guardrail-harmed': ({ metric }) => `守门指标 ${metric} 显著变差`,
  'guardrail-undecided'(values) {
    const name = `守门指标 ${values.metric}`;
    if (values.cause === 'noise')
      return `${name} 尚不能排除 ${three(values.margin)} 的损害（功效 ${share(values.power, 0)}）`;
    const verb = values.cause === 'no-result' ? '计算' : '判断';
    return `${name} 无法${verb}：${told(notComputable, values.why)}`;
  },
  'oec-better': (values) => `OEC 为正，区间 ${ends(values)}`,
  'oec-worse': (values) => `OEC 不为正，区间 ${ends(values)}`,
  short: ({ days, minimumDays }) => `已运行 ${days} 天，最短 ${minimumDays} 天`,
  unstable: ({ days, stableDays }) => `越过边界后稳定 ${days} 天，要求 ${stableDays} 天`,
  futile: () => '条件功效过低，继续也难以显著',
  'plan-reached': ({ planned }) => (planned ? '计划样本量已达到' : '没有样本量计划：按固定样本一次分析处理'),
  'plan-open': () => '计划样本量未达到',
};
