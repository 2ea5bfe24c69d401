import { percent, pValue } from '../format.js';
import type { Texts } from '../texts/index.js';
import { type ChartSpec, frame, legendRow, list, palette, signedLabels } from './theme.js';

export interface CupedRow {
  /** Metric, with the variant where there are several. */
  readonly label: string;
  readonly before: CupedEstimate;
  readonly after: CupedEstimate;
  /** Share of the variance taken away. */
  readonly varianceReduction: number;
}

export interface CupedEstimate {
  /** Difference relative to the control's value, so that metrics of different units share the axis. */
  readonly value: number;
  readonly low: number;
  readonly high: number;
  readonly p: number;
}

/** What the pre-period covariate did to each interval. */
export function cupedChart(rows: readonly CupedRow[], texts: Texts): ChartSpec {
  const t = texts.charts.cuped;
  const values = rows.flatMap((row) => {
    const label = [row.label, t.reduction(percent(row.varianceReduction))];
    return [
      { ...row.before, label, kind: t.before, note: `p ${relation(pValue(row.before.p))}` },
      { ...row.after, label, kind: t.after, note: `p ${relation(pValue(row.after.p))}` },
    ];
  });
  const x = { type: 'quantitative', title: t.x, axis: { ...signedLabels('.1~%'), tickCount: 6 } } as const;
  const y = {
    field: 'kind',
    type: 'nominal',
    sort: list(t.before, t.after),
    title: null,
    axis: { domain: false, ticks: false, grid: false },
  } as const;
  const color = {
    field: 'kind',
    type: 'nominal',
    scale: { domain: list(t.before, t.after), range: list(palette.faint, palette.blue) },
    legend: legendRow,
  } as const;
  return {
    ...frame({ title: t.title, subtitle: t.subtitle }),
    data: { values },
    facet: {
      row: {
        field: 'label',
        type: 'nominal',
        sort: null,
        title: null,
        header: { labelAngle: 0, labelAlign: 'left', labelAnchor: 'middle', labelPadding: 14 },
      },
    },
    spacing: 14,
    spec: {
      width: 380,
      height: { step: 28 },
      layer: [
        {
          data: { values: [{ none: 0 }] },
          mark: { type: 'rule', color: palette.faint, strokeWidth: 1.2 },
          encoding: { x: { field: 'none', type: 'quantitative' } },
        },
        {
          mark: { type: 'rule', strokeWidth: 3, strokeCap: 'round' },
          encoding: { y, x: { ...x, field: 'low' }, x2: { field: 'high' }, color },
        },
        {
          mark: { type: 'point', filled: true, size: 80, opacity: 1, stroke: palette.white },
          encoding: { y, x: { ...x, field: 'value' }, color },
        },
        {
          mark: { type: 'text', align: 'left', dx: 16, fontSize: 12, color: palette.ink },
          encoding: { y, x: { value: 'width' }, text: { field: 'note' } },
        },
      ],
    },
  };
}

function relation(p: string): string {
  return p.startsWith('<') ? p : `= ${p}`;
}
