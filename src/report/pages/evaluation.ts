import type { ChurnEvaluation, Gate } from '../../churn/records.js';
import {
  type Block,
  callout,
  type Document,
  figure,
  heading,
  type Inline,
  list,
  pair,
  paragraph,
  strong,
  table,
} from '../document.js';
import { count, decimal, interval, mark, minus, percent, yuan } from '../format.js';
import type { EvaluationInput, ReportOrigin } from '../records.js';
import { languageOf, type Texts } from '../texts/index.js';
import { dataSection } from './evaluation-data.js';
import {
  calibrationSection,
  decileSection,
  importanceSection,
  thresholdSection,
} from './evaluation-parts.js';
import { filesSection } from './files.js';
import { originFacts, pageWords } from './origin.js';
import { planSection } from './plan.js';
import { readingSection } from './reading.js';

/** The evaluation report as a document, from result records only. */
export function evaluationDocument(input: EvaluationInput, origin: ReportOrigin, texts: Texts): Document {
  const { churn, plan, scores, reading } = input;
  const t = texts.churn;
  return {
    language: languageOf(texts),
    title: t.title,
    subtitle: t.subtitle(sourceName(churn.data.source, texts), churn.data.label),
    facts: originFacts(origin, texts),
    words: pageWords(texts),
    blocks: [
      ...summary(input, texts),
      ...gates(churn.gates, texts),
      ...(reading ? readingSection(reading, texts) : []),
      ...dataSection(churn.data, texts),
      ...models(churn, texts),
      ...testSection(churn, texts),
      ...calibrationSection(churn, scores !== null && scores.length > 0, texts),
      ...thresholdSection(churn, texts),
      ...importanceSection(churn, texts),
      ...decileSection(churn, texts),
      ...(plan === null ? [] : planSection(plan, texts)),
      ...filesSection(plan !== null, texts),
      heading(t.limits.heading),
      list(t.limits.items),
    ],
  };
}

/** The data's own name; generated data say so in words. */
function sourceName(source: string, texts: Texts): string {
  return source === 'generated' ? texts.churn.data.generated : source;
}

const auc = (value: number | null | undefined) => decimal(value, 4);

function summary({ churn, plan }: EvaluationInput, texts: Texts): Block[] {
  const t = texts.churn.summary;
  const { test, threshold } = churn;
  const failed = churn.gates.filter((gate) => !gate.passed).length;
  const floor = percent(threshold.precisionFloor, 0);
  const lines = [
    t.model(
      texts.churn.models.names[churn.chosen],
      auc(test.auc.value),
      interval(test.auc.low, test.auc.high, auc),
    ),
    threshold.certified
      ? t.certified(decimal(threshold.value, 4), floor, percent(threshold.confidence, 0))
      : t.notCertified(floor),
  ];
  if (churn.truth !== null) lines.push(t.truth(auc(churn.truth.bestAuc), auc(churn.truth.aucDistance)));
  if (plan !== null) {
    lines.push(t.plan(yuan(plan.spent), yuan(plan.budget), count(plan.targeted), yuan(plan.expectedProfit)));
  }
  const title = failed === 0 ? t.ready : t.notReady(String(failed));
  return [heading(t.heading), callout(failed === 0 ? 'good' : 'bad', title, lines)];
}

function gates(all: readonly Gate[], texts: Texts): Block[] {
  const t = texts.churn.gates;
  if (all.length === 0) return [];
  const sign = { 'at-least': '≥', 'at-most': '≤', above: '>' };
  const rows = all.map((gate): Inline[] => [
    t.names[gate.name],
    `${sign[gate.direction]} ${gateValue(gate, gate.required)}`,
    gateValue(gate, gate.actual),
    strong(`${mark(gate.passed)} ${gate.passed ? texts.passed : texts.failed}`),
  ]);
  return [heading(t.heading, 3), table([t.gate, t.required, t.actual, t.result], rows, 1, [3])];
}

/** Each gate in its own unit: yuan, columns, or a share. */
function gateValue({ name }: Gate, value: number | null): string {
  if (name === 'roi') return yuan(value);
  return name === 'leak' || name === 'outage' ? count(value) : decimal(value, 4);
}

function models(churn: ChurnEvaluation, texts: Texts): Block[] {
  const t = texts.churn.models;
  const rows = churn.candidates.map((candidate): Inline[] => {
    const name = t.names[candidate.name];
    const chosen = candidate.name === churn.chosen;
    const failure = candidate.failure === null ? '' : t.notTrained(candidate.failure);
    return [
      chosen ? strong(name) : name,
      auc(candidate.auc),
      auc(candidate.logLoss),
      chosen ? t.chosen : failure,
    ];
  });
  return [
    heading(t.heading),
    paragraph(t.text),
    table([t.model, t.validationAuc, t.logLoss, t.note], rows, 1, [3]),
  ];
}

function testSection(churn: ChurnEvaluation, texts: Texts): Block[] {
  const t = texts.churn.test;
  const { test, truth } = churn;
  const rate = percent(test.positives / Math.max(1, test.rows));
  const { reliability, resolution, uncertainty } = test.brierParts;
  const range = interval(test.auc.low, test.auc.high, auc);
  const rows = [
    [t.auc, `${auc(test.auc.value)} ${range}`, t.aucReading],
    [t.prAuc, auc(test.prAuc), t.prAucReading(rate)],
    [t.logLoss, auc(test.logLoss), t.logLossReading],
    [t.brier, auc(test.brier), t.brierReading],
    [
      t.brierParts,
      `${auc(reliability)} ${minus} ${auc(resolution)} + ${auc(uncertainty)}`,
      t.brierPartsReading,
    ],
  ];
  if (truth !== null) {
    rows.push(
      [t.best, auc(truth.bestAuc), t.bestReading],
      [t.distance, auc(truth.aucDistance), t.distanceReading],
      [t.bestBrier, auc(truth.bestBrier), t.bestBrierReading],
    );
  }
  return [
    heading(t.heading),
    paragraph(t.rows(count(test.rows), count(test.positives), rate)),
    table([t.measure, t.value, t.reading], rows, 1, [2]),
    ...(test.foldAucs === null ? [] : [paragraph(t.folds(test.foldAucs.map(auc).join(', ')))]),
    ...pair(
      [figure('roc_curve', texts.charts.roc.title)],
      [figure('pr_curve', texts.charts.precisionRecall.title)],
    ),
  ];
}
