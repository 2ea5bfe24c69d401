import type { Interval, NamedEffect } from '../../campaign/closing/records.js';
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
import { count, decimal, interval, percent, points, yuan } from '../format.js';
import { actionName, tierName } from '../names.js';
import type { ClosingInput, ReportOrigin } from '../records.js';
import { languageOf, type Texts } from '../texts/index.js';
import { originFacts, pageWords } from './origin.js';

/** The report of a closing: verdict, checks, money, parts, rates, and how many to hold back next time. */
export function closingDocument(closing: ClosingInput, origin: ReportOrigin, texts: Texts): Document {
  const t = texts.closing;
  return {
    language: languageOf(texts),
    title: t.title,
    subtitle: t.subtitle(count(closing.contacted), count(closing.held)),
    facts: originFacts(origin, texts),
    words: pageWords(texts),
    blocks: [
      ...summary(closing, texts),
      ...checks(closing, texts),
      ...money(closing, texts),
      ...parts(closing, texts),
      ...rates(closing, texts),
      ...widths(closing, texts),
      heading(t.limits),
      list(t.limitItems),
    ],
  };
}

const ends = ({ low, high }: Interval): string => interval(low, high, yuan);

/** The verdict that people act on, first. */
function summary(closing: ClosingInput, texts: Texts): Block[] {
  const t = texts.closing;
  const { incremental, claimed, claimedOverTrue: ratio } = closing;
  const isFailed = closing.checks.some(({ status }) => status === 'failed');
  const verdict =
    incremental.low > 0 ? t.proven(yuan(incremental.low)) : incremental.high < 0 ? t.harmful : t.unproven;
  const high = ratio.high === null ? t.unbounded : decimal(ratio.high, 2);
  const times =
    ratio.value === null || ratio.low === null
      ? t.noRatio
      : t.ratio(decimal(ratio.value, 2), `${decimal(ratio.low, 2)} … ${high}`);
  const lines = [t.brought(yuan(incremental.value), ends(incremental)), t.claimed(yuan(claimed), times)];
  const tone = isFailed || incremental.high < 0 ? 'bad' : incremental.low > 0 ? 'good' : 'neutral';
  return [
    heading(t.summary),
    callout(tone, isFailed ? t.failed : verdict, isFailed ? [verdict, ...lines] : lines),
    figure('closing_effects', t.chart.effects),
  ];
}

function checks({ checks }: ClosingInput, texts: Texts): Block[] {
  const t = texts.closing;
  const rows = checks.map(({ code, status, values }): Inline[] => {
    const { what, found } = texts.sentences.closeChecks[code] as Record<
      'what' | 'found',
      (values: never) => string
    >;
    const state = t.states[status];
    return [what(values as never), found(values as never), status === 'failed' ? strong(state) : state];
  });
  return [heading(t.checks), table([t.check, t.found, t.state], rows, 1, [1, 2])];
}

function money(closing: ClosingInput, texts: Texts): Block[] {
  const t = texts.closing;
  const { incremental, realised, differenceOfMeans, perYuan, stayed } = closing;
  const row = (name: string, found: Interval | null, write: (value: number) => string): Inline[][] =>
    found === null ? [] : [[name, write(found.value), interval(found.low, found.high, (v) => write(v!))]];
  const share = (value: number): string => points(value, languageOf(texts));
  const rows = [
    ...row(t.incremental, incremental, yuan),
    ...row(t.realised, realised, yuan),
    ...row(t.means, differenceOfMeans, yuan),
    ...row(t.perYuan, perYuan, (value) => decimal(value, 2)),
    ...row(t.stayed, stayed, share),
    [t.claim, yuan(closing.claimed), ''],
    [t.spent, yuan(closing.spent), t.costs[closing.costs]],
  ];
  return [heading(t.money), table([t.measure, t.value, t.ends], rows)];
}

function parts({ byAction, byTier, byCampaign }: ClosingInput, texts: Texts): Block[] {
  const t = texts.closing;
  const head = [t.name, t.contacted, t.held, t.incremental, t.ends, t.claim, t.stayed];
  const rows = (effects: readonly NamedEffect[], named: (name: string) => string): Inline[][] =>
    effects.map(({ name, contacted, held, incremental, claimed, stayed }) => [
      named(name),
      count(contacted),
      count(held),
      yuan(incremental.value),
      ends(incremental),
      yuan(claimed),
      points(stayed.value, languageOf(texts)),
    ]);
  return [
    heading(t.byAction),
    paragraph(t.partsText),
    table(
      head,
      rows(byAction, (name) => actionName(name, texts)),
    ),
    heading(t.byTier, 3),
    table(
      head,
      rows(byTier, (name) => tierName(name, texts)),
    ),
    ...(byCampaign.length < 2
      ? []
      : [
          heading(t.byCampaign, 3),
          table(
            head,
            rows(byCampaign, (name) => name),
          ),
        ]),
  ];
}

function rates({ rates: all }: ClosingInput, texts: Texts): Block[] {
  if (all.length === 0) return [];
  const t = texts.closing;
  const withError = (share: number | null, error: number | null): string =>
    share === null ? decimal(null) : `${percent(share)} (${percent(error)})`;
  const rows = all.map((rate): Inline[] => [
    tierName(rate.tier, texts),
    actionName(rate.action, texts),
    count(rate.contacted),
    count(rate.held),
    percent(rate.assumed),
    withError(rate.measured, rate.measuredSd),
    withError(rate.response, rate.responseSd),
    t.sources[rate.source],
  ]);
  const head = [t.tier, t.action, t.contacted, t.held, t.assumed, t.measured, t.next, t.source];
  return [heading(t.rates), paragraph(t.ratesText), table(head, rows, 2, [7])];
}

function widths({ holdoutWidths }: ClosingInput, texts: Texts): Block[] {
  const t = texts.closing;
  const rows = holdoutWidths.map(({ share, halfWidth, forgone }): Inline[] => [
    percent(share, 0),
    yuan(halfWidth),
    yuan(forgone),
  ]);
  return [heading(t.widths), paragraph(t.widthsText), table([t.share, t.halfWidth, t.forgone], rows, 0)];
}
