import type { ExperimentResult, MetricRecord } from '../../experiment/records.js';
import { type Block, code, figure, heading, type Inline, list, paragraph, table } from '../document.js';
import { count, interval, missing, percent, pRelation, probability, pValue, significant } from '../format.js';
import { languageOf, type Texts } from '../texts/index.js';
import { posteriors } from './experiment-charts.js';
import { bounds, effectUnit, metricFormat, metricLabel } from './metric-format.js';

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
  const write = metricFormat(metric.kind, languageOf(texts)).difference;
  const names = cuped.covariates.flatMap((name, i) => (i === 0 ? [code(name)] : [', ', code(name)]));
  return [
    [
      code(metricLabel(metric, result.variants.length > 2)),
      [...names, ` (${t.scopes[cuped.scope]})`],
      cuped.theta.map((theta) => significant(theta, 4)).join(', '),
      percent(cuped.varianceReduction),
      `${write(cuped.before.difference)} ${bounds(cuped.before.low, cuped.before.high, write)}`,
      `${write(cuped.after.difference)} ${bounds(cuped.after.low, cuped.after.high, write)}`,
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
  const write = metricFormat(metric.kind, languageOf(texts)).difference;
  const { before, after } = strata;
  const reduction = before.standardError === 0 ? null : 1 - (after.standardError / before.standardError) ** 2;
  return [
    [
      code(metricLabel(metric, result.variants.length > 2)),
      texts.experiment.cuped.strata(strata.by.join(texts.and), count(strata.count)),
      missing,
      percent(reduction),
      `${write(before.difference)} ${bounds(before.low, before.high, write)}`,
      `${write(after.difference)} ${bounds(after.low, after.high, write)}`,
      pValue(before.p),
      pValue(after.p),
      missing,
      missing,
    ],
  ];
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
    ...monteCarlo(known, texts),
    ...posteriors(result).map((metric, i) =>
      figure(`experiment_posterior_${i + 1}`, texts.charts.posterior.title(metric.name)),
    ),
  ];
}

function bayesRow(metric: MetricRecord, result: ExperimentResult, texts: Texts): Inline[] {
  const found = metric.posterior!;
  const write = metricFormat(metric.kind, languageOf(texts));
  const { difference, relative } = found;
  return [
    code(metricLabel(metric, result.variants.length > 2)),
    probability(found.probabilityBetter),
    write.value(found.controlMean),
    write.value(found.variantMean),
    bounds(difference.low, difference.high, write.difference),
    relative.value === null ? missing : bounds(relative.low, relative.high, write.relative),
    lossOf(found.lossOfVariant, metric),
    lossOf(found.lossOfControl, metric),
  ];
}

/** A loss has no sign; a share's is written in percent. */
function lossOf(loss: number, metric: MetricRecord): string {
  return effectUnit(metric.kind) === 'points' ? percent(loss, 4) : significant(loss, 3);
}

function monteCarlo(known: readonly MetricRecord[], texts: Texts): Block[] {
  const lines = known.flatMap((metric): Inline[] => {
    const drawn = metric.posterior?.monteCarlo ?? null;
    if (drawn === null) return [];
    const write = metricFormat(metric.kind, languageOf(texts)).difference;
    const sentence = texts.experiment.bayes.monteCarlo(
      count(drawn.draws),
      percent(drawn.probabilityBetter, 3),
      percent(drawn.standardError, 3),
    );
    return [
      [
        code(metric.name),
        texts.colon,
        sentence,
        ` ${interval(drawn.low, drawn.high, (v) => write(v ?? null))}`,
      ],
    ];
  });
  return lines.length === 0 ? [] : [list(lines)];
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
      return [
        paragraph(t.text(record.metric, write.difference(record.slope), pRelation(record.slopeP))),
        figure(`experiment_novelty_${i + 1}`, texts.charts.novelty.title(record.metric)),
      ];
    }),
  ];
}
