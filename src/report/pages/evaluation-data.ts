import type { ChurnData } from '../../churn/records.js';
import { type Block, code, heading, type Inline, paragraph, table } from '../document.js';
import { leftOutSentence } from '../evaluation-sentences.js';
import { count, decimal, missing, percent } from '../format.js';
import type { Texts } from '../texts/index.js';
import { columnWarnings } from './column-warnings.js';

/** Where the rows come from, how they were cut, and which features were left out. */
export function dataSection(data: ChurnData, texts: Texts): Block[] {
  const t = texts.churn.data;
  const { split } = data;
  const apart = split.embargoDays === null ? t.timeSplitOnly : t.timeSplit(String(split.embargoDays));
  const how = split.kind === 'time' ? apart : t.crossValidation(String(split.folds));
  const rows = split.parts.map((part) => [
    t.parts[part.name],
    count(part.rows),
    count(part.users),
    percent(part.rows === 0 ? null : part.positives / part.rows),
    part.from ?? missing,
    part.to ?? missing,
  ]);
  return [
    heading(t.heading),
    paragraph(how),
    table([t.part, t.rows, t.users, t.churnRate, t.from, t.to], rows),
    paragraph(t.features(String(data.features.length))),
    ...leftOut(data, texts),
    ...columnWarnings(data, texts),
    ...leaks(data, texts),
  ];
}

function leftOut(data: ChurnData, texts: Texts): Block[] {
  if (data.leftOut.length === 0) return [];
  const t = texts.churn.data;
  const rows = data.leftOut.map(({ name, reason }): Inline[] => [code(name), leftOutSentence(reason, texts)]);
  return [heading(t.leftOut, 3), table([t.feature, t.reason], rows, 2)];
}

function leaks(data: ChurnData, texts: Texts): Block[] {
  const t = texts.churn.data;
  if (data.leakSuspects.length === 0) return [paragraph(t.noLeaks)];
  const rows = data.leakSuspects.map(({ name, auc }): Inline[] => [code(name), decimal(auc, 4)]);
  return [heading(t.leaks, 3), paragraph(t.leakText), table([t.feature, 'AUC'], rows)];
}
