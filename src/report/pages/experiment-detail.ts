import type { ExperimentResult, MetricRecord, TestRecord } from '../../experiment/records/records.js';
import {
  type Block,
  code,
  figure,
  heading,
  type Inline,
  inPairs,
  list,
  pair,
  paragraph,
  table,
} from '../document.js';
import { count, missing, percent, pRelation, probability, pValue, significant } from '../format.js';
import { languageOf, type Texts } from '../texts/index.js';
import { posteriors } from './experiment-charts.js';
import {
  bounds,
  formatOf,
  type MetricFormat,
  metricFormat,
  metricLabel,
  severalVariants,
} from './metric-format.js';

/** CUPED and strata: the same comparison before and after. */
export function varianceSection(result: ExperimentResult, texts: Texts): Block[] {
  const t = texts.experiment.cuped;
  const head = [
    ...[t.metric, t.adjustment, t.before, t.after, t.pBefore, t.pAfter],
    ...[t.theta, t.reduction, t.missing, t.imbalance],
  ];
  const rows = result.metrics.flatMap((metric) => [
    ...cupedRow(metric, result, texts),
    ...strataRow(metric, result, texts),
  ]);
  if (rows.length === 0) return [];
  const columns = (first: number, last: number) =>
    [
      head.slice(0, 2).concat(head.slice(first, last)),
      rows.map((row) => [...row.slice(0, 2), ...row.slice(first, last)]),
    ] as const;
  return [
    heading(t.heading),
    paragraph(t.text),
    table(...columns(2, 6), 2),
    ...pair([figure('experiment_cuped', texts.charts.cuped.title)], [table(...columns(6, 10), 2)]),
  ];
}

function cupedRow(metric: MetricRecord, result: ExperimentResult, texts: Texts): Inline[][] {
  const { cuped } = metric;
  if (cuped === null) return [];
  const t = texts.experiment.cuped;
  const write = metricFormat(metric, languageOf(texts));
  const names = cuped.covariates.flatMap((name, i) => (i === 0 ? [code(name)] : [', ', code(name)]));
  return [
    [
      code(metricLabel(metric, severalVariants(result))),
      [...names, ` (${t.scopes[cuped.scope]})`],
      withRange(cuped.before, write),
      withRange(cuped.after, write),
      pValue(cuped.before.p),
      pValue(cuped.after.p),
      cuped.theta.map((theta) => significant(theta, 4)).join(', '),
      percent(cuped.varianceReduction),
      count(cuped.missingUsers),
      pValue(cuped.imbalanceP),
    ],
  ];
}

function strataRow(metric: MetricRecord, result: ExperimentResult, texts: Texts): Inline[][] {
  const { strata } = metric;
  if (strata === null) return [];
  const write = metricFormat(metric, languageOf(texts));
  const { before, after } = strata;
  const reduction = before.standardError === 0 ? null : 1 - (after.standardError / before.standardError) ** 2;
  return [
    [
      code(metricLabel(metric, severalVariants(result))),
      texts.experiment.cuped.strata(strata.by.join(texts.and), count(strata.count)),
      withRange(before, write),
      withRange(after, write),
      pValue(before.p),
      pValue(after.p),
      missing,
      percent(reduction),
      missing,
      missing,
    ],
  ];
}

function withRange({ difference, low, high }: TestRecord, write: MetricFormat): string {
  return `${write.difference(difference)} ${write.range(low, high)}`;
}

/** The posterior of every metric that has one. */
export function bayesSection(result: ExperimentResult, texts: Texts): Block[] {
  const t = texts.experiment.bayes;
  const known = result.metrics.filter((metric) => metric.posterior !== null);
  if (known.length === 0) return [];
  const head = [
    texts.experiment.metrics.metric,
    t.probability,
    t.controlMean,
    t.variantMean,
    t.interval,
    t.relative,
    t.lossVariant,
    t.lossControl,
  ];
  return [
    heading(t.heading),
    table(
      head,
      known.map((metric) => bayesRow(metric, result, texts)),
    ),
    ...monteCarlo(known, result, texts),
    ...bestArms(result, texts),
    ...inPairs(
      posteriors(result).map((metric, i) =>
        figure(
          `experiment_posterior_${i + 1}`,
          texts.charts.posterior.title(metricLabel(metric, severalVariants(result))),
        ),
      ),
    ),
  ];
}

function bayesRow(metric: MetricRecord, result: ExperimentResult, texts: Texts): Inline[] {
  const found = metric.posterior!;
  const write = metricFormat(metric, languageOf(texts));
  const { difference, relative } = found;
  return [
    code(metricLabel(metric, severalVariants(result))),
    probability(found.probabilityBetter),
    write.value(found.controlMean),
    write.value(found.variantMean),
    write.range(difference.low, difference.high),
    relative.value === null ? missing : bounds(relative.low, relative.high, write.relative),
    write.loss(found.lossOfVariant),
    write.loss(found.lossOfControl),
  ];
}

function monteCarlo(known: readonly MetricRecord[], result: ExperimentResult, texts: Texts): Block[] {
  const lines = known.flatMap((metric): Inline[] => {
    const drawn = metric.posterior?.monteCarlo ?? null;
    if (drawn === null) return [];
    const write = metricFormat(metric, languageOf(texts));
    const sentence = texts.experiment.bayes.monteCarlo(
      count(drawn.draws),
      probability(drawn.probabilityBetter, 3),
      drawn.standardError < 5e-6 ? `< ${percent(1e-5, 3)}` : percent(drawn.standardError, 3),
    );
    const label = metricLabel(metric, severalVariants(result));
    return [[code(label), texts.colon, sentence, ` ${write.range(drawn.low, drawn.high)}`]];
  });
  return lines.length === 0 ? [] : [list(lines)];
}

function bestArms(result: ExperimentResult, texts: Texts): Block[] {
  if (result.best.length === 0) return [];
  const t = texts.experiment.bayes;
  const shares = result.best.some(({ arms }) => arms.some(({ nextShare }) => nextShare !== null));
  const rows = result.best.flatMap(({ metric, arms }): Inline[][] => {
    const write = formatOf(result, metric, texts);
    return arms.map((arm) => [
      code(metric),
      code(arm.variant),
      probability(arm.probability),
      write.loss(arm.expectedLoss),
      ...(shares ? [percent(arm.nextShare)] : []),
    ]);
  });
  const head = [
    ...[texts.experiment.metrics.metric, texts.experiment.checks.arm, t.best, t.bestLoss],
    ...(shares ? [t.nextShare] : []),
  ];
  return [heading(t.bestHeading, 3), table(head, rows, 2)];
}

/** The effect day by day. */
export function noveltySection(result: ExperimentResult, texts: Texts): Block[] {
  if (result.novelty.length === 0) return [];
  const t = texts.experiment.novelty;
  const labels = result.novelty.map(({ metric, variant }) =>
    metricLabel({ name: metric, variant }, severalVariants(result)),
  );
  const sentences = result.novelty.map(({ metric, slope, slopeP }, i) =>
    t.text(labels[i]!, formatOf(result, metric, texts).difference(slope), pRelation(slopeP)),
  );
  const pictures = labels.map((label, i) =>
    figure(`experiment_novelty_${i + 1}`, texts.charts.novelty.title(label)),
  );
  return [heading(t.heading), list(sentences), ...inPairs(pictures)];
}
