import type {
  ExperimentResult,
  ReasonRecord,
  ReferenceRow,
  Verdict,
} from '../../experiment/records/records.js';
import type { ChartSpec } from '../charts/theme.js';
import {
  type Block,
  callout,
  type Document,
  figure,
  heading,
  type Inline,
  list,
  paragraph,
  strong,
  type Tone,
  table,
  withPictures,
} from '../document.js';
import {
  checkSentence,
  ledgerSentences,
  reasonSentence,
  referenceSentences,
} from '../experiment-sentences.js';
import { count, probability, significant, typographic } from '../format.js';
import { wordOf } from '../names.js';
import type { ExperimentInput, ReportOrigin } from '../records.js';
import { languageOf, type Texts } from '../texts/index.js';
import { botSection, definitionsSection, mixSection } from './experiment-audit.js';
import { checksSection } from './experiment-checks.js';
import { bayesSection, noveltySection, varianceSection } from './experiment-detail.js';
import { guardrailSection, metricsSection, oecSection } from './experiment-metrics.js';
import { sequentialSection } from './experiment-sequential.js';
import { originFacts, pageWords } from './origin.js';

/** The experiment report as a document, from result records only. Failed checks stand above everything. */
export function experimentDocument(
  input: ExperimentInput,
  origin: ReportOrigin,
  charts: ReadonlyMap<string, ChartSpec>,
  texts: Texts,
): Document {
  const { result } = input;
  const t = texts.experiment;
  const blocks = [
    ...problems(result, texts),
    ...decision(result, texts),
    ...metricsSection(result, texts),
    ...guardrailSection(result, texts),
    ...oecSection(result, texts),
    ...sequentialSection(result, texts),
    ...varianceSection(result, texts),
    ...bayesSection(result, texts),
    ...noveltySection(result, texts),
    ...mixSection(result, texts),
    ...botSection(result, texts),
    ...checksSection(result, texts),
    ...planSection(input, texts),
    ...definitionsSection(result, texts),
    ...ledger(result, texts),
    ...reference(result, texts),
    heading(t.reading.heading),
    list(t.reading.items),
  ];
  return {
    language: languageOf(texts),
    title: t.title(result.experiment),
    subtitle: t.subtitle(
      result.version,
      count(result.users),
      wordOf(t.units, result.unit),
      result.days === null ? '' : count(result.days),
    ),
    facts: originFacts(origin, texts),
    words: pageWords(texts),
    // Sections name the pictures they would like; only those that could be drawn stay.
    blocks: withPictures(blocks, (name) => charts.has(name)),
  };
}

function problems(result: ExperimentResult, texts: Texts): Block[] {
  const t = texts.experiment.problems;
  const failed = result.checks.filter((check) => check.status === 'failed');
  if (failed.length === 0) return [];
  const lines = failed.map((check) => typographic(checkSentence(check, texts)));
  return [heading(t.heading), callout('bad', t.title(String(failed.length)), lines)];
}

const tones: Readonly<Record<Verdict, Tone>> = {
  ship: 'good',
  hold: 'neutral',
  stop: 'bad',
  continue: 'neutral',
};

function decision(result: ExperimentResult, texts: Texts): Block[] {
  const t = texts.experiment.decision;
  const about = result.decidedVariant === null ? [] : [t.about(result.decidedVariant)];
  const line = (reason: ReasonRecord): Inline => [
    strong(t[reason.weighs]),
    texts.colon,
    typographic(reasonSentence(reason, texts)),
  ];
  return [
    heading(t.heading),
    callout(tones[result.decision], t.verdicts[result.decision], about),
    list(result.reasons.map(line)),
  ];
}

function planSection({ result, sampleSize }: ExperimentInput, texts: Texts): Block[] {
  const t = texts.experiment.plan;
  const { plan } = result;
  if (plan === null && sampleSize === null) return [];
  const text =
    plan === null
      ? []
      : [t.text(count(plan.usersPerArm), count(plan.reached), probability(plan.powerNow, 1))];
  return [
    heading(t.heading),
    ...text.map(paragraph),
    figure('experiment_sample_size', texts.charts.sampleSize.title),
  ];
}

function ledger(result: ExperimentResult, texts: Texts): Block[] {
  const t = texts.experiment.ledger;
  const rows = result.ledger.map((entry) => {
    const { what, why } = ledgerSentences(entry, texts);
    return [typographic(what), typographic(why)];
  });
  return [heading(t.heading), rows.length === 0 ? paragraph(t.empty) : table([t.what, t.why], rows, 2)];
}

function reference(result: ExperimentResult, texts: Texts): Block[] {
  if (result.reference === null) return [];
  const t = texts.experiment.reference;
  const write = (value: number | string, code: ReferenceRow['code']) => {
    if (typeof value === 'string') return wordOf(t.values, value);
    // An estimated probability is never 1.
    if (code === 'better') return probability(value, 4);
    return Number.isInteger(value) ? count(value) : significant(value, 6);
  };
  const rows = result.reference.map((row): Inline[] => {
    const { label, why } = referenceSentences(row, texts);
    return [label, write(row.reference, row.code), write(row.corrected, row.code), typographic(why)];
  });
  return [
    heading(t.heading),
    paragraph(t.text),
    table([t.name, t.reference, t.corrected, t.why], rows, 1, [3]),
  ];
}
