import { requirePart } from '../../base/shape.js';
import { normal } from '../../stats/distributions.js';
import { meanTest } from '../../stats/means.js';
import { proportionSampleSize } from '../../stats/power/power-proportions.js';
import { twoProportionTest } from '../../stats/proportions.js';
import { boundaries } from '../../stats/sequential/boundaries.js';
import type { ExperimentConfig } from '../config/config.js';
import type { ExperimentData } from '../data/data.js';
import { isFlat } from '../effects/computable.js';
import { kindOf } from '../kinds/kinds.js';
import { comparePair } from '../moments/adjusted.js';
import { mergeMoments, selectColumns } from '../moments/moments.js';
import type { Bilingual, MetricRecord, ReferenceRow } from '../records/records.js';

/**
 * What the reference script prints for the same data, beside the corrected numbers. No decision uses it; its mistakes
 * are explained in the docs of experiments. The script knows one treatment: here each treatment is paired with
 * control, and named in the row where there are several.
 */
export function referenceRows(
  data: ExperimentData,
  config: ExperimentConfig,
  metrics: readonly MetricRecord[],
): readonly ReferenceRow[] {
  const several = config.treatments.length > 1;
  const pairs = config.treatments.flatMap((variant, i) => {
    const mine = metrics.filter((m) => m.variant === variant);
    const rows = [
      ...mine.filter((m) => kindOf(m).reference === 'proportion').flatMap(proportionRows),
      ...mine
        .filter((m) => kindOf(m).reference === 'mean' && m.role !== 'oec')
        .flatMap((m) => meanRows(data, m, i + 1)),
      ...oecRows(config, mine),
    ];
    return several ? rows.map((r) => ofVariant(variant, r)) : rows;
  });
  return [...pairs, ...boundaryRows(config)];
}

function ofVariant(variant: string, { label, ...row }: ReferenceRow): ReferenceRow {
  const { zh, en } = label;
  return {
    ...row,
    name: `${variant} / ${row.name}`,
    label: { zh: `${variant} / ${zh}`, en: `${variant} / ${en}` },
  };
}

/** What a row is about, in both languages; the English one is part of its name. */
const figures = {
  p: { zh: 'p 值', en: 'p' },
  low: { zh: '区间下限', en: 'low' },
  high: { zh: '区间上限', en: 'high' },
  better: { zh: 'P(更好)', en: 'P(better)' },
  users: { zh: '每组人数', en: 'users per arm' },
  t: { zh: 't', en: 't' },
  theta: { zh: 'θ', en: 'theta' },
  cuped: { zh: 'CUPED 的 p 值', en: 'CUPED p' },
} as const satisfies Readonly<Record<string, Bilingual>>;

function row(
  metric: string,
  figure: keyof typeof figures,
  reference: ReferenceRow['reference'],
  corrected: ReferenceRow['corrected'],
  why: Bilingual,
): ReferenceRow {
  const { zh, en } = figures[figure];
  return {
    name: `${metric}: ${en}`,
    label: { zh: `${metric}：${zh}`, en: `${metric}: ${en}` },
    reference,
    corrected,
    why,
  };
}

function proportionRows(m: MetricRecord): ReferenceRow[] {
  const arms = [m.controlArm, m.treatmentArm].map((a) => ({ successes: a.successes!, trials: a.users }));
  const level = { alpha: 1 - m.level };
  const pooled = twoProportionTest(arms[0]!, arms[1]!, { ...level, variance: 'pooled' });
  // Nobody or everybody in each arm: Wald's interval is the difference itself.
  const constant = arms.every(({ successes, trials }) => successes === 0 || successes === trials);
  const wald = constant
    ? { low: m.treatment - m.control, high: m.treatment - m.control }
    : twoProportionTest(arms[0]!, arms[1]!, { ...level, variance: 'unpooled' });
  const why: Bilingual = {
    zh: '参考脚本用合并方差算 p，却用未合并方差算区间，两者可能矛盾；修正后区间由检验反演得到',
    en: 'the reference script takes p from the pooled variance and the interval from the unpooled one: they can contradict; ours inverts the test',
  };
  return [
    row(m.name, 'p', pooled.p, m.p, why),
    row(m.name, 'low', wald.low, m.low ?? 'unbounded', why),
    row(m.name, 'high', wald.high, m.high ?? 'unbounded', why),
    ...posteriorRows(m),
    ...sizeRows(m),
  ];
}

function posteriorRows(m: MetricRecord): ReferenceRow[] {
  if (m.posterior === null || m.posterior.monteCarlo === null) return [];
  const { monteCarlo, probabilityBetter } = m.posterior;
  return [
    row(m.name, 'better', monteCarlo.probabilityBetter, probabilityBetter, {
      zh: `参考脚本用 ${monteCarlo.draws} 次抽样，标准误 ${monteCarlo.standardError.toExponential(1)}；修正后为精确积分`,
      en: `the reference script draws ${monteCarlo.draws} times, standard error ${monteCarlo.standardError.toExponential(1)}; ours is exact quadrature`,
    }),
  ];
}

// The difference seen here as the planned one: what the reference script's calculator answers for it, at power .8.
function sizeRows(m: MetricRecord): ReferenceRow[] {
  const mde = m.treatment - m.control;
  const inside = m.control > 0 && m.control < 1 && m.treatment > 0 && m.treatment < 1;
  if (!inside || mde === 0) return [];
  const plan = { baseline: m.control, mde, alpha: 1 - m.level, power: 0.8 };
  return [
    row(
      m.name,
      'users',
      proportionSampleSize({ ...plan, method: 'arcsine' }).control,
      proportionSampleSize(plan).control,
      {
        zh: '参考脚本的样本量取决于是否安装 statsmodels（反正弦）或退化公式（合并方差），并忽略组间比例',
        en: "the reference script's size depends on whether statsmodels is installed (arcsine) or not (pooled variance), and ignores the ratio of the arms",
      },
    ),
  ];
}

function meanRows(data: ExperimentData, m: MetricRecord, treatment: number): ReferenceRow[] {
  const whole = [0, treatment].map((arm) => data.cells[arm]!.reduce(mergeMoments));
  const y = data.columns.indexOf(m.name);
  const pair = comparePair([selectColumns(whole[0]!, [y])], [selectColumns(whole[1]!, [y])], 'pooled');
  const test = meanTest('welch-t', pair.control, pair.treatment, pair.errors);
  const rows = [
    row(m.name, 't', -test.statistic!, test.statistic!, {
      zh: '参考脚本的 t 是 A−B，而差值是 B−A，符号相反',
      en: "the reference script's t is A - B while its differences are B - A",
    }),
  ];
  const covariate = m.cuped?.covariates[0];
  if (m.cuped === null || covariate === undefined) return rows;
  const x = data.columns.indexOf(covariate);
  const both = whole.map((moments) => selectColumns(moments, [y, x]));
  const reference = comparePair([both[0]!], [both[1]!], 'pooled');
  if (isFlat(reference)) return rows;
  const p = meanTest('welch-t', reference.control, reference.treatment, reference.errors).p;
  const why: Bilingual = {
    zh: '参考脚本在合并数据上估计 θ，协变量不平衡时 θ 会混入处理效应；且不计 θ 的不确定性',
    en: 'the reference script estimates theta on both arms together, which mixes the treatment effect into it when the covariate is imbalanced, and ignores that theta is estimated',
  };
  return [
    ...rows,
    row(m.name, 'theta', reference.theta[0]!, m.cuped.theta[0]!, why),
    row(m.name, 'cuped', p, m.cuped.after.p, why),
  ];
}

// decide_with_oec: 1.0 x rate difference + 0.5 x money difference, ship when positive and money not negative.
function oecRows(config: ExperimentConfig, metrics: readonly MetricRecord[]): ReferenceRow[] {
  const corrected = metrics.find((m) => m.role === 'oec');
  if (config.oec === undefined || corrected === undefined) return [];
  const differences = config.oec.terms.map(({ metric, weight }) => {
    const record = metrics.find((m) => m.name === metric);
    // A term that cannot be computed is constant, or its arms are too small: the OEC's own value stands without it.
    return { weight, difference: record === undefined ? 0 : record.treatment - record.control };
  });
  const oec = differences.reduce((sum, d) => sum + d.weight * d.difference, 0);
  const guarded = metrics.filter((m) => m.guardrail !== null).every((m) => m.difference >= 0);
  const shown = corrected.p < config.alpha && corrected.difference > 0;
  return [
    {
      name: 'OEC',
      label: { zh: 'OEC', en: 'OEC' },
      reference: oec,
      corrected: corrected.difference,
      why: {
        zh: '参考脚本把不同单位直接相加，金额几乎决定全部，且没有标准误；修正后按用户计算并标准化',
        en: 'the reference script adds raw units, so that money decides nearly alone, and has no error; ours is computed per user on a common scale',
      },
    },
    {
      name: 'OEC decision',
      label: { zh: 'OEC 决策', en: 'OEC decision' },
      reference: oec > 0 && guarded ? 'ship' : 'hold',
      corrected: shown ? 'better' : 'not shown',
      why: {
        zh: '参考脚本的 ship（上线）不要求显著',
        en: "the reference script's ship needs no significance",
      },
    },
  ];
}

/** The reference script's "O'Brien-Fleming" level at look i of k: the cumulative spend read as a nominal level. */
export function referenceObrienFlemingLevel(alpha: number, looks: number, look: number): number {
  for (const [name, value] of Object.entries({ alpha, looks, look })) requirePart(value, name, 'number');
  const z = normal.inverseSurvival(alpha / 2) / Math.sqrt(Math.max(look / looks, 1e-6));
  return Math.max(Math.min(2 * normal.survival(z), alpha), 1e-6);
}

function boundaryRows(config: ExperimentConfig): ReferenceRow[] {
  if (config.sequential === undefined) return [];
  const { looks } = config.sequential;
  const middle = Math.ceil(looks / 2);
  return [
    {
      name: `level at look ${middle} of ${looks}`,
      label: {
        zh: `第 ${middle} 次观测（共 ${looks} 次）的水平`,
        en: `level at look ${middle} of ${looks}`,
      },
      reference: referenceObrienFlemingLevel(config.alpha, looks, middle),
      corrected: boundaries({ looks, alpha: config.alpha }).nominalP[middle - 1]!,
      why: {
        zh: '参考脚本把累计花费当作名义水平：5 次观测的真实误报率为 6.1 %',
        en: 'the reference script takes the cumulative spend for the nominal level: the true false positive rate of 5 looks is 6.1 %',
      },
    },
  ];
}
