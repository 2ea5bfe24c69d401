import { seriesOf } from '../../base/drift-series.js';
import type { ColumnDrift, ShareChange } from '../../monitor/drift/column-records.js';
import type { DriftReport } from '../../monitor/drift/records.js';
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
  table,
} from '../document.js';
import { count, decimal, interval, percent, points, significant } from '../format.js';
import type { DriftInput, ReportOrigin } from '../records.js';
import { languageOf, type Texts } from '../texts/index.js';
import { originFacts, pageWords } from './origin.js';

/** The report of a comparison with the training rows. */
export function driftDocument(input: DriftInput, origin: ReportOrigin, texts: Texts): Document {
  const { report } = input;
  const t = texts.drift;
  return {
    language: languageOf(texts),
    title: t.title,
    subtitle: t.subtitle(count(report.rows), count(report.referenceRows)),
    facts: originFacts(origin, texts),
    words: pageWords(texts),
    blocks: [
      ...summary(input, texts),
      ...scoreSection(report, texts),
      ...columnSection(report, texts),
      ...unseenSection(report, texts),
      ...eventSection(input, texts),
      ...domainSection(report, texts),
      heading(t.limits),
      list(t.limitItems),
    ],
  };
}

function summary({ report, alarms }: DriftInput, texts: Texts): Block[] {
  const t = texts.drift;
  const { rule, state } = report;
  const certain = report.columns.filter((column) => column.state === 'certain').map(({ name }) => name);
  const lines = [
    t.rule(String(rule.limit), percent(1 - rule.alpha, 0), count(rule.series)),
    t.leastRows(count(rule.leastRows)),
    t.shares(percent(rule.missingLimit, 0), percent(rule.unseenLimit, 0), count(rule.shares)),
    ...(rule.calendar === null ? [] : [t.calendar(String(rule.limit), rule.calendar)]),
    ...(certain.length === 0 ? [] : [t.moved(certain.join(texts.and))]),
    ...(alarms === null
      ? []
      : [alarms.length === 0 ? t.evidenceNone : t.evidence(alarmNames(alarms, texts))]),
  ];
  const tone = state === 'certain' ? 'bad' : state === 'stable' ? 'good' : 'neutral';
  return [heading(t.summary), callout(tone, t.verdicts[state], lines)];
}

const alarmNames = (alarms: readonly string[], { drift: t, and }: Texts): string =>
  alarms
    .map(seriesOf)
    .map(({ column, about }) => (column === null ? t.theScore : t.series[about](column)))
    .join(and);

const ends = ({ low, high }: Pick<ShareChange, 'low' | 'high'>, texts: Texts): string =>
  interval(low, high, (value) => points(value, languageOf(texts)));

function scoreSection({ score, prior }: DriftReport, texts: Texts): Block[] {
  const t = texts.drift;
  const language = languageOf(texts);
  const blocks: Block[] = [];
  if (score !== null) {
    const above = points(score.above.difference, language);
    blocks.push(
      paragraph([
        strong(t.states[score.state]),
        ' ',
        t.scoreText(points(score.deltaMean, language), above, ends(score.above, texts)),
      ]),
      figure('drift_score', t.chart.score),
    );
  }
  if (prior !== null)
    blocks.push(paragraph(t.prior(percent(prior.reference), percent(prior.current), ends(prior, texts))));
  return blocks.length === 0 ? [] : [heading(t.score), ...blocks];
}

function columnSection({ columns }: DriftReport, texts: Texts): Block[] {
  const t = texts.drift;
  const h = t.head;
  const head = [h.column, h.state, h.distance, h.low, h.psi, h.js, h.area, h.missing, h.effect, h.where];
  return [
    heading(t.columns),
    paragraph(t.columnsText),
    table(
      head,
      columns.map((column) => columnRow(column, texts)),
      2,
      [9],
    ),
    figure('drift_distances', t.chart.distances),
    figure('drift_distributions', t.chart.distributions),
    heading(t.details, 3),
    details(columns, texts),
  ];
}

function columnRow(column: ColumnDrift, texts: Texts): Inline[] {
  const t = texts.drift;
  const { name, state, ks, ksLow, psi, jsBits, w1OverIqr, missing, deltaAbove, expected, reasons } = column;
  const why = expected === null ? reasons.map((reason) => t.reasons[reason]) : [t.expected[expected]];
  const label = why.length === 0 ? t.states[state] : `${t.states[state]}${texts.colon}${why.join(texts.and)}`;
  return [
    name,
    state === 'certain' ? strong(label) : label,
    decimal(ks),
    decimal(ksLow),
    decimal(psi),
    decimal(jsBits, 4),
    decimal(w1OverIqr),
    `${percent(missing.reference)} → ${percent(missing.current)}`,
    points(deltaAbove, languageOf(texts)),
    whereOf(column, texts),
  ];
}

function whereOf({ ksLocation, ksSign }: ColumnDrift, texts: Texts): string {
  if (ksLocation === null || ksSign === 0) return '';
  const value = typeof ksLocation === 'number' ? significant(ksLocation, 4) : ksLocation;
  return ksSign < 0 ? texts.drift.more(value) : texts.drift.less(value);
}

function details(columns: readonly ColumnDrift[], texts: Texts): Block {
  const h = texts.drift.detailHead;
  const head = [h.column, h.hellinger, h.chi2, h.logP, h.cramersV, h.mean, h.meanNow, h.auc, h.sigma];
  const rows = columns.map(({ name, hellinger, chi2, cramersV, mean, auc, threeSigma }): Inline[] => [
    name,
    decimal(hellinger),
    chi2 === null ? decimal(null) : `${significant(chi2.statistic)} (${count(chi2.df)})`,
    decimal(chi2?.logP, 1),
    decimal(cramersV),
    significant(mean?.reference),
    significant(mean?.current),
    auc === null ? decimal(null) : `${decimal(auc.value)} ± ${decimal(auc.error)}`,
    threeSigma === null ? decimal(null) : sigma(threeSigma, texts),
  ]);
  return table(head, rows);
}

const sigma = ({ z, outside }: { z: number | null; outside: boolean }, texts: Texts): string =>
  `${decimal(z, 1)} ${outside ? texts.drift.sigmaOutside : texts.drift.sigmaInside}`;

function unseenSection({ columns }: DriftReport, texts: Texts): Block[] {
  const t = texts.drift;
  const found = columns.filter(({ unseen }) => unseen !== null && unseen.rows > 0);
  if (found.length === 0) return [];
  const h = t.unseenHead;
  const rows = found.flatMap(({ name, unseen }) =>
    unseen!.names.map((one): Inline[] => [name, one.name, count(one.rows), t.unseenUse]),
  );
  const more = found.flatMap(({ name, unseen }) => {
    const left = unseen!.distinct - unseen!.names.length;
    return left > 0 ? [t.unseenMore(name, count(left))] : [];
  });
  return [
    heading(t.unseen),
    table([h.column, h.category, h.rows, h.use], rows, 2, [3]),
    ...(more.length === 0 ? [] : [list(more)]),
  ];
}

function eventSection({ unseenEvents }: DriftInput, texts: Texts): Block[] {
  const t = texts.drift;
  if (unseenEvents.length === 0) return [];
  const h = t.unseenHead;
  const rows = unseenEvents.map(({ name, rows: times, line }): Inline[] => [
    name,
    count(times),
    { code: line },
  ]);
  return [heading(t.events), table([h.category, h.rows, h.use], rows, 1, [2])];
}

function domainSection({ domain }: DriftReport, texts: Texts): Block[] {
  const t = texts.drift;
  if (domain === null) return [];
  const rows = domain.culprits.map(({ name, share }): Inline[] => [name, percent(share)]);
  return [
    heading(t.domain),
    paragraph(
      t.domainText(
        decimal(domain.auc),
        interval(domain.low, domain.high, (value) => decimal(value)),
      ),
    ),
    table([t.domainHead.column, t.domainHead.share], rows),
  ];
}
