import type { ExperimentResult, MetricRecord, TestRecord } from '../../experiment/records.js';
import { type Block, code, figure, heading, type Inline, list, paragraph, table } from '../document.js';
import { count, missing, percent, pRelation, probability, pValue, significant } from '../format.js';
import { languageOf, type Texts } from '../texts/index.js';
import { posteriors } from './experiment-charts.js';
import { bounds, type MetricFormat, metricFormat, metricLabel, severalVariants } from './metric-format.js';

/** CUPED and strata: the same comparison before and after. */
export function varianceSection(result: ExperimentResult, texts: Texts): Block[] {
  const t = texts.experiment.cuped;
  const rows = result.metrics.flatMap((metric) => [
    ...cupedRow(metric, result, texts),
    ...strataRow(metric, result, texts),
  ]);
  if (rows.length === 0) return [];
  const head = [
    t.metric,
    t.adjustment,
    t.theta,
    t.reduction,
    t.before,
    t.after,
    t.pBefore,
    t.pAfter,
    t.missing,
    t.imbalance,
  ];
  return [
    heading(t.heading),
    paragraph(t.text),
    table(head, rows, 2),
    figure('experiment_cuped', texts.charts.cuped.title),
  ];
}

function cupedRow(metric: MetricRecord, result: ExperimentResult, texts: Texts): Inline[][] {
  const { cuped } = metric;
  if (cuped === null) return [];
  const t = texts.experiment.cuped;
  const write = metricFormat(metric.kind, languageOf(texts));
  const names = cuped.covariates.flatMap((name, i) => (i === 0 ? [code(name)] : [', ', code(name)]));
  return [
    [
      code(metricLabel(metric, severalVariants(result))),
      [...names, ` (${t.scopes[cuped.scope]})`],
      cuped.theta.map((theta) => significant(theta, 4)).join(', '),
      percent(cuped.varianceReduction),
      withRange(cuped.before, write),
      withRange(cuped.after, write),
      pValue(cuped.before.p),
      pValue(cuped.after.p),
      count(cuped.missingUsers),
      pValue(cuped.imbalanceP),
    ],
  ];
}

function strataRow(metric: MetricRecord, result: ExperimentResult, texts: Texts): Inline[][] {
  const { strata } = metric;
  if (strata === null) return [];
  const write = metricFormat(metric.kind, languageOf(texts));
  const { before, after } = strata;
  const reduction = before.standardError === 0 ? null : 1 - (after.standardError / before.standardError) ** 2;
  return [
    [
      code(metricLabel(metric, severalVariants(result))),
      texts.experiment.cuped.strata(strata.by.join(texts.and), count(strata.count)),
      missing,
      percent(reduction),
      withRange(before, write),
      withRange(after, write),
      pValue(before.p),
      pValue(after.p),
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
    ...posteriors(result).map((metric, i) =>
      figure(
        `experiment_posterior_${i + 1}`,
        texts.charts.posterior.title(metricLabel(metric, severalVariants(result))),
      ),
    ),
  ];
}

function bayesRow(metric: MetricRecord, result: ExperimentResult, texts: Texts): Inline[] {
  const found = metric.posterior!;
  const write = metricFormat(metric.kind, languageOf(texts));
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
    const write = metricFormat(metric.kind, languageOf(texts));
    const sentence = texts.experiment.bayes.monteCarlo(
      count(drawn.draws),
      percent(drawn.probabilityBetter, 3),
      percent(drawn.standardError, 3),
    );
    const label = metricLabel(metric, severalVariants(result));
    return [[code(label), texts.colon, sentence, ` ${write.range(drawn.low, drawn.high)}`]];
  });
  return lines.length === 0 ? [] : [list(lines)];
}

function bestArms(result: ExperimentResult, texts: Texts): Block[] {
  if (result.best.length === 0) return [];
  const t = texts.experiment.bayes;
  const rows = result.best.flatMap(({ metric, arms }): Inline[][] => {
    const kind = result.metrics.find((m) => m.name === metric)?.kind ?? 'mean';
    const write = metricFormat(kind, languageOf(texts));
    return arms.map((arm) => [
      code(metric),
      code(arm.variant),
      probability(arm.probability),
      write.loss(arm.expectedLoss),
    ]);
  });
  const head = [texts.experiment.metrics.metric, texts.experiment.checks.arm, t.best, t.bestLoss];
  return [heading(t.bestHeading, 3), table(head, rows, 2)];
}

/** The effect day by day. */
export function noveltySection(result: ExperimentResult, texts: Texts): Block[] {
  if (result.novelty.length === 0) return [];
  const t = texts.experiment.novelty;
  return [
    heading(t.heading),
    ...result.novelty.flatMap((record, i) => {
      const kind = result.metrics.find((metric) => metric.name === record.metric)?.kind ?? 'mean';
      const write = metricFormat(kind, languageOf(texts));
      const label = metricLabel({ name: record.metric, variant: record.variant }, severalVariants(result));
      return [
        paragraph(t.text(label, write.difference(record.slope), pRelation(record.slopeP))),
        figure(`experiment_novelty_${i + 1}`, texts.charts.novelty.title(label)),
      ];
    }),
  ];
}
