import type { Texts } from '../../texts/index.js';
import { type ChartSpec, colours, frame, legendRow, palette, panelTitle } from '../theme.js';

/** The shares of one column by bin, before and now. */
export interface ColumnShares {
  /** Column as the report names it. */
  readonly name: string;
  /** Bins in order, each with its label and its share of the rows. */
  readonly bins: readonly { readonly label: string; readonly before: number; readonly now: number }[];
}

/** Training and today beside each other, bin by bin; two panels a row. */
export function distributionsChart(columns: readonly ColumnShares[], title: string, texts: Texts): ChartSpec {
  const t = texts.drift.chart;
  const panel = ({ name, bins }: ColumnShares) => ({
    width: 236,
    height: 110,
    title: panelTitle(name),
    data: {
      values: bins.flatMap(({ label, before, now }) => [
        { label, side: t.before, share: before },
        { label, side: t.now, share: now },
      ]),
    },
    mark: { type: 'bar', opacity: 0.85 } as const,
    encoding: {
      x: { field: 'label', type: 'nominal', sort: null, title: null, axis: { labelAngle: -40 } } as const,
      xOffset: { field: 'side', sort: [t.before, t.now] },
      y: {
        field: 'share',
        type: 'quantitative',
        title: null,
        axis: { format: '.0%', tickCount: 3 },
      } as const,
      color: {
        field: 'side',
        type: 'nominal',
        scale: colours([t.before, t.now], [palette.faint, palette.orange]),
        legend: legendRow,
      } as const,
    },
  });
  const head = frame({ title, subtitle: t.share });
  const panels = columns.map(panel);
  const phone = { ...head, spacing: 18, vconcat: panels };
  return { ...head, usermeta: { phone }, columns: 2, spacing: 22, concat: panels } as ChartSpec;
}
