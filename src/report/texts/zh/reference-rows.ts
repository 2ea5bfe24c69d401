import type { ReferenceSentences } from '../sentences.js';

const variances = () =>
  '参考脚本用合并方差算 p，却用未合并方差算区间，两者可能矛盾；修正后区间由检验反演得到';
const theta = () => '参考脚本在合并数据上估计 θ，协变量不平衡时 θ 会混入处理效应；且不计 θ 的不确定性';

export const referenceRows: ReferenceSentences = {
  p: { label: () => 'p 值', why: variances },
  low: { label: () => '区间下限', why: variances },
  high: { label: () => '区间上限', why: variances },
  better: {
    label: () => 'P(更好)',
    why: ({ draws, standardError }) =>
      `参考脚本用 ${draws} 次抽样，标准误 ${standardError.toExponential(1)}；修正后为精确积分`,
  },
  users: {
    label: () => '每组人数',
    why: () => '参考脚本的样本量取决于是否安装 statsmodels（反正弦）或退化公式（合并方差），并忽略组间比例',
  },
  t: { label: () => 't', why: () => '参考脚本的 t 是 A−B，而差值是 B−A，符号相反' },
  theta: { label: () => 'θ', why: theta },
  cuped: { label: () => 'CUPED 的 p 值', why: theta },
  oec: {
    label: () => 'OEC',
    why: () => '参考脚本把不同单位直接相加，金额几乎决定全部，且没有标准误；修正后按用户计算并标准化',
  },
  'oec-decision': { label: () => 'OEC 决策', why: () => '参考脚本的 ship（上线）不要求显著' },
  level: {
    label: ({ look, looks }) => `第 ${look} 次查看（共 ${looks} 次）的水平`,
    why: () => '参考脚本把累计消耗当作名义水平：5 次查看的真实误报率为 6.1 %',
  },
};
