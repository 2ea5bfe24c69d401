import type { ChurnEvaluation } from '../../churn/records.js';
import { barsShown } from '../charts/evaluation/importance.js';
import {
  type Block,
  code,
  figure,
  heading,
  type Inline,
  pair,
  paragraph,
  strong,
  table,
} from '../document.js';
import { uncertifiedSentence } from '../evaluation-sentences.js';
import { featureMeanings } from '../feature-titles.js';
import { count, decimal, interval, missing, percent } from '../format.js';
import { tierName } from '../names.js';
import type { Texts } from '../texts/index.js';

/** Which calibration was picked and how true the probabilities are. */
export function calibrationSection(churn: ChurnEvaluation, withScores: boolean, texts: Texts): Block[] {
  const t = texts.churn.calibration;
  const { calibration } = churn;
  const rows = calibration.trials.map(({ method, logLoss }): Inline[] => [
    method === calibration.method ? strong(t.names[method]) : t.names[method],
    decimal(logLoss, 5),
  ]);
  return [
    heading(t.heading),
    paragraph(t.text(t.names[calibration.method])),
    ...(rows.length === 0 ? [] : [table([t.method, t.logLoss], rows)]),
    paragraph(t.error(decimal(calibration.expectedError, 4))),
    ...pair(
      [figure('reliability_curve', texts.charts.reliability.title)],
      withScores ? [figure('score_distribution', texts.charts.scores.title)] : [],
    ),
  ];
}

/** The threshold, what is guaranteed about it, the other usual cuts, and the risk tiers. */
export function thresholdSection(churn: ChurnEvaluation, texts: Texts): Block[] {
  const t = texts.churn.threshold;
  const { threshold } = churn;
  const { reason } = threshold;
  const [value, floor] = [decimal(threshold.value, 4), percent(threshold.precisionFloor, 0)];
  const certified = threshold.basis === 'held-out' ? t.certified : t.crossValidated;
  const sentence = threshold.certified
    ? certified(value, floor, percent(threshold.confidence, 0), count(threshold.certificationRows))
    : t.notCertified(value, floor, reason === null ? missing : uncertifiedSentence(reason, texts));
  const range = threshold.certifiedRange;
  return [
    heading(t.heading),
    paragraph(sentence),
    ...(range === null ? [] : [paragraph(t.range(decimal(range.low, 4), decimal(range.high, 4)))]),
    thresholdTable(churn, texts),
    ...pair([figure('confusion_matrix', texts.charts.confusion.title)], tierTable(churn, texts)),
  ];
}

function thresholdTable({ threshold }: ChurnEvaluation, texts: Texts): Block {
  const t = texts.churn.threshold;
  const certain = threshold.precisionInterval;
  const range = certain === null ? '' : ` ${interval(certain.low, certain.high, (end) => percent(end))}`;
  const rows: Inline[][] = [
    [
      strong(t.rules[threshold.rule]),
      decimal(threshold.value, 4),
      `${percent(threshold.precision)}${range}`,
      percent(threshold.recall),
      count(threshold.selected),
    ],
    ...threshold.alternatives.map((other) => [
      t.rules[other.rule],
      decimal(other.value, 4),
      percent(other.precision),
      percent(other.recall),
      missing,
    ]),
  ];
  return table([t.rule, t.value, t.precision, t.recall, t.selected], rows);
}

function tierTable({ tiers }: ChurnEvaluation, texts: Texts): Block[] {
  if (tiers.length === 0) return [];
  const t = texts.churn.threshold;
  const rows = tiers.map((tier) => [
    tierName(tier.name, texts),
    decimal(tier.from, 2),
    count(tier.rows),
    percent(tier.share),
    percent(tier.meanProbability),
    percent(tier.churnRate),
  ]);
  return [
    heading(t.tiers, 3),
    table([t.tier, t.from, t.rows, t.share, t.meanProbability, t.churnRate], rows),
  ];
}

/** What the model uses: columns alone, and columns that move together. */
export function importanceSection(churn: ChurnEvaluation, texts: Texts): Block[] {
  const t = texts.churn.importance;
  const { single, grouped, repeats, correlation } = churn.importance;
  const groupBlocks = grouped.length === 0 ? [] : [groupTable(churn, texts)];
  return [
    heading(t.heading),
    paragraph(t.text(String(repeats))),
    ...(grouped.length === 0 ? [] : [paragraph(t.grouped(decimal(correlation, 2)))]),
    ...pair(
      [figure('feature_importance', texts.charts.importance.title)],
      [figure('feature_importance_grouped', texts.charts.importance.groupedTitle)],
    ),
    ...pair(
      [featureTable(churn, texts), ...restOf(single.length, barsShown(single).length, texts)],
      groupBlocks,
    ),
  ];
}

function featureTable({ importance, data }: ChurnEvaluation, texts: Texts): Block {
  const t = texts.churn.importance;
  const meanings = featureMeanings(data.features, texts);
  const rows = barsShown(importance.single).map((row, i): Inline[] => [
    String(i + 1),
    code(row.feature),
    meanings.get(row.feature) ?? '',
    lossOf(row),
  ]);
  return table([t.rank, t.feature, t.meaning, t.loss], rows, 3);
}

function groupTable({ importance }: ChurnEvaluation, texts: Texts): Block {
  const t = texts.churn.importance;
  const rows = barsShown(importance.grouped).map((row): Inline[] => [
    row.features.flatMap((name, i) => (i === 0 ? [code(name)] : [' + ', code(name)])),
    lossOf(row),
  ]);
  return table([t.group, t.loss], rows);
}

const lossOf = ({ mean, sd }: { readonly mean: number; readonly sd: number }): string =>
  `${decimal(mean, 4)} ± ${decimal(sd, 4)}`;

function restOf(all: number, shown: number, texts: Texts): Block[] {
  return all > shown ? [paragraph(texts.churn.importance.rest(count(all - shown)))] : [];
}

/** Ten groups by predicted risk. */
export function decileSection({ deciles }: ChurnEvaluation, texts: Texts): Block[] {
  const t = texts.churn.deciles;
  const rows = deciles.map((row) => [
    String(row.decile),
    count(row.rows),
    count(row.churners),
    decimal(row.lowest, 4),
    percent(row.churnRate),
    decimal(row.lift, 2),
    percent(row.cumulativeGain),
  ]);
  return [
    heading(t.heading),
    table([t.decile, t.rows, t.churners, t.lowest, t.churnRate, t.lift, t.gain], rows),
    ...pair([figure('lift_curve', texts.charts.lift.title)], [figure('gain_curve', texts.charts.gain.title)]),
  ];
}
