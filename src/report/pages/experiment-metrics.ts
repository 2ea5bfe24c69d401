import type { ExperimentResult, MetricRecord } from '../../experiment/records/records.js';
import { type Block, code, figure, heading, type Inline, paragraph, strong, table } from '../document.js';
import { notComputableSentence } from '../experiment-sentences.js';
import {
  count,
  decimal,
  missing,
  percent,
  probability,
  pValue,
  significant,
  typographic,
} from '../format.js';
import { languageOf, type Texts } from '../texts/index.js';
import { testName } from '../texts/kinds.js';
import { pNameOf, pVariantsOf } from './experiment-charts.js';
import { bounds, type MetricFormat, metricFormat } from './metric-format.js';

/** Every metric and variant against control: the effect, its interval, its p, and how it was tested. */
export function metricsSection(result: ExperimentResult, texts: Texts): Block[] {
  const t = texts.experiment.metrics;
  if (result.metrics.length === 0) return [heading(t.heading), ...notComputableBlocks(result, texts)];
  return [
    heading(t.heading),
    paragraph(t.text(decimal(result.alpha, 3).replace(/0$/, ''))),
    figure('experiment_metrics', texts.charts.metricIntervals.title),
    table(
      [t.metric, t.role, t.variant, t.control, t.treatment, t.difference, t.interval, t.p],
      result.metrics.map((metric) => effectRow(metric, texts)),
      3,
    ),
    heading(t.decisive, 3),
    table(
      [t.metric, t.variant, t.adjustedP, t.pKind, t.simultaneous, t.significant],
      result.metrics.map((metric) => verdictRow(metric, result, texts)),
      2,
      [3, 5],
    ),
    ...adjustedNote(result, texts),
    ...notComputableBlocks(result, texts),
    heading(t.details, 3),
    table(
      [t.metric, t.variant, t.users, t.relative, t.effectSize, t.detectable, t.method],
      result.metrics.map((metric) => detailRow(metric, texts)),
      2,
      [6],
    ),
  ];
}

/** What the arms' means were before they were adjusted; with the rows above they are easily taken for a mistake. */
function adjustedNote({ metrics }: ExperimentResult, texts: Texts): Block[] {
  const raw = metrics
    .filter(({ adjusted }) => adjusted !== null)
    .map((metric) => {
      const write = metricFormat(metric, languageOf(texts));
      return `${metric.name} (${metric.variant}) ${write.value(metric.control)} / ${write.value(metric.treatment)}`;
    });
  return raw.length === 0 ? [] : [paragraph(texts.experiment.metrics.adjusted(raw.join(texts.semicolon)))];
}

/** Metrics without a result in a variant, each with its reason. */
function notComputableBlocks(result: ExperimentResult, texts: Texts): Block[] {
  if (result.notComputable.length === 0) return [];
  const t = texts.experiment.metrics;
  const rows = result.notComputable.map(({ name, role, variant, reason }): Inline[] => [
    code(name),
    t.roles[role],
    code(variant),
    typographic(notComputableSentence(reason, texts)),
  ]);
  return [heading(t.notComputable, 3), table([t.metric, t.role, t.variant, t.reason], rows, 4)];
}

function effectRow(metric: MetricRecord, texts: Texts): Inline[] {
  const write = metricFormat(metric, languageOf(texts));
  return [
    metric.adjusted === null ? code(metric.name) : [code(metric.name), ' *'],
    texts.experiment.metrics.roles[metric.role],
    code(metric.variant),
    write.value((metric.adjusted ?? metric).control),
    write.value((metric.adjusted ?? metric).treatment),
    write.difference(metric.difference),
    write.range(metric.low, metric.high),
    pValue(metric.p),
  ];
}

/** What decides whether a metric counts as significant: the p after all corrections, by its name. */
function verdictRow(metric: MetricRecord, result: ExperimentResult, texts: Texts): Inline[] {
  return [
    code(metric.name),
    code(metric.variant),
    pValue(metric.adjustedP),
    texts.pLabel(pNameOf(metric), pVariantsOf(metric, result)),
    simultaneous(metric, metricFormat(metric, languageOf(texts))),
    metric.significant ? strong(texts.yes) : texts.no,
  ];
}

function detailRow(metric: MetricRecord, texts: Texts): Inline[] {
  const write = metricFormat(metric, languageOf(texts));
  const { relative, effectSize } = metric;
  const size = (value: number | null) => decimal(value, 3);
  const lift =
    relative.value === null
      ? missing
      : `${write.relative(relative.value)} ${bounds(relative.low, relative.high, write.relative)}`;
  const effect =
    effectSize === null
      ? missing
      : `${texts.experiment.metrics.effectSizes[effectSize.name]} ${size(effectSize.value)} ${bounds(effectSize.low, effectSize.high, size)}`;
  return [
    code(metric.name),
    code(metric.variant),
    `${count(metric.controlArm.users)} / ${count(metric.treatmentArm.users)}`,
    lift,
    effect,
    write.difference(metric.detectableDifference),
    testName(metric, languageOf(texts)),
  ];
}

// An end at exactly 0 is open: the effect lies beyond it.
function simultaneous({ simultaneousLow: low, simultaneousHigh: high }: MetricRecord, write: MetricFormat) {
  if (low === null && high === null) return missing;
  const text = write.range(low, high);
  const opened = low === 0 ? `(0${text.slice(text.indexOf(','))}` : text;
  return high === 0 ? opened.replace(/, [^\]]*\]/, ', 0)') : opened;
}

/** Non-inferiority of the metrics that must not get worse. */
export function guardrailSection(result: ExperimentResult, texts: Texts): Block[] {
  const t = texts.experiment.guardrails;
  const m = texts.experiment.metrics;
  const rows = result.metrics.flatMap((metric): Inline[][] => {
    if (metric.guardrail === null) return [];
    const { margin, bound, p, status, power, reason } = metric.guardrail;
    const write = metricFormat(metric, languageOf(texts));
    return [
      [
        code(metric.name),
        code(metric.variant),
        write.difference(metric.direction === 'increase' ? -margin : margin),
        bound === null ? missing : write.difference(bound),
        pValue(p),
        probability(power, 1),
        reason === null
          ? strong(t.statuses[status])
          : [strong(t.statuses[status]), texts.colon, typographic(notComputableSentence(reason, texts))],
      ],
    ];
  });
  if (rows.length === 0) return [];
  return [
    heading(t.heading),
    paragraph(result.sequential.length > 0 ? `${t.text}${t.looks}` : t.text),
    table([m.metric, m.variant, t.margin, t.bound, t.p, t.power, t.status], rows, 2, [6]),
  ];
}

/** What the weighted objective is made of. Its own test stands in the metrics table. */
export function oecSection(result: ExperimentResult, texts: Texts): Block[] {
  if (result.oec === null) return [];
  const t = texts.experiment.oec;
  const rows = result.oec.terms.map((term): Inline[] => [
    code(term.metric),
    significant(term.weight, 4),
    significant(term.scale, 4),
    percent(term.share),
  ]);
  return [
    heading(t.heading),
    paragraph(t.text(t.scalings[result.oec.scaling])),
    table([texts.experiment.metrics.metric, t.weight, t.scale, t.share], rows),
  ];
}
