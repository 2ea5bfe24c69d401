import type { Interval } from '../../campaign/closing/records.js';
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
import type { ObservedInput, ReportOrigin } from '../records.js';
import { languageOf, type Texts } from '../texts/index.js';
import { originFacts, pageWords } from './origin.js';

/** The report of a campaign without a holdout. That it proves nothing stands first. */
export function observedDocument(input: ObservedInput, origin: ReportOrigin, texts: Texts): Document {
  const t = texts.closing.observed;
  return {
    language: languageOf(texts),
    title: t.title,
    subtitle: texts.closing.subtitle(count(input.contacted), count(input.untouched)),
    facts: originFacts(origin, texts),
    words: pageWords(texts),
    blocks: [
      heading(texts.closing.summary),
      callout(
        input.checks.some(({ status }) => status === 'failed') ? 'bad' : 'neutral',
        t.notProven,
        totals(input, texts),
      ),
      ...checks(input, texts),
      ...effects(input, texts),
      heading(t.balance),
      paragraph(t.balanceText),
      balance(input, texts),
      figure('closing_balance', texts.closing.balance.title),
      heading(t.overlap),
      list([
        t.matched(count(input.matched), count(input.contacted)),
        t.inside(percent(input.overlap.treatedInside)),
        t.counted(count(input.missing), count(input.repeated)),
      ]),
    ],
  };
}

function totals({ incremental }: ObservedInput, texts: Texts): string[] {
  if (incremental === null) return [];
  const { value, low, high } = incremental;
  return [texts.closing.observed.total(yuan(value), interval(low, high, yuan))];
}

function checks({ checks: all }: ObservedInput, texts: Texts): Block[] {
  const { closing: t } = texts;
  const rows = all.map(({ code, status, value }): Inline[] => {
    const state = t.states[status];
    return [t.observed.codes[code], decimal(value), status === 'failed' ? strong(state) : state];
  });
  return [heading(t.checks), table([t.check, t.found, t.state], rows, 1, [1, 2])];
}

function effects({ stayed, profit }: ObservedInput, texts: Texts): Block[] {
  const { closing: t } = texts;
  const { observed } = t;
  const share = (value: number | null | undefined): string => points(value, languageOf(texts));
  type Write = (value: number | null | undefined) => string;
  const row = (measure: string, method: string, { value, low, high }: Interval, write: Write): Inline[] => [
    measure,
    method,
    write(value),
    interval(low, high, write),
  ];
  const rows = [
    row(observed.stayed, observed.matching, stayed.matching, share),
    row(observed.stayed, observed.weighting, stayed.weighting, share),
    ...(profit === null
      ? []
      : [
          row(observed.profit, observed.matching, profit.matching, yuan),
          row(observed.profit, observed.weighting, profit.weighting, yuan),
        ]),
  ];
  return [heading(observed.effects), table([t.measure, observed.method, t.value, t.ends], rows, 2)];
}

function balance({ balance: rows }: ObservedInput, { closing: { observed: t } }: Texts): Block {
  return table(
    [t.covariate, t.before, t.after],
    rows.map(({ name, before, after }) => [name, decimal(before), decimal(after)]),
  );
}
