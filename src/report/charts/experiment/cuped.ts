import type { TopLevelSpec } from 'vega-lite';

import { percent, pRelation } from '../../format.js';
import type { Texts } from '../../texts/index.js';
import { dot, sideNote, span, zeroLine } from '../marks.js';
import { type ChartSpec, frame, legendRow, list, palette, signedLabels } from '../theme.js';

/** A metric before and after variance reduction. */
export interface CupedRow {
  /** Metric, with the variant where there are several. */
  readonly label: string;
  /** Without covariates. */
  readonly before: CupedEstimate;
  /** With covariates. */
  readonly after: CupedEstimate;
  /** Share of the variance taken away. */
  readonly varianceReduction: number;
}

/** A relative difference with interval and p-value. */
export interface CupedEstimate {
  /** Difference relative to the control's value, so that metrics of different units share the axis. */
  readonly value: number;
  /** Lower end of the interval. */
  readonly low: number;
  /** Upper end of the interval. */
  readonly high: number;
  /** p-value of no difference. */
  readonly p: number;
}

/** What the pre-period covariate did to each interval. */
export function cupedChart(rows: readonly CupedRow[], texts: Texts): ChartSpec {
  const t = texts.charts.cuped;
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
  const chart = (header: typeof beside | typeof above) => ({
    ...frame({ title: t.title, subtitle: t.subtitle }),
    data: { values: rows.flatMap((row) => estimates(row, texts)) },
    facet: { row: { field: 'label', type: 'nominal', sort: null, title: null, header } as const },
    spacing: 14,
    spec: {
      width: 380,
      height: { step: 28 },
      layer: [
        zeroLine('x'),
        { mark: span, encoding: { y, x: { ...x, field: 'low' }, x2: { field: 'high' } as const, color } },
        { mark: dot(80), encoding: { y, x: { ...x, field: 'value' }, color } },
        { mark: sideNote, encoding: { y, x: { value: 'width' as const }, text: { field: 'note' } as const } },
      ],
    },
  });
  return { ...chart(beside), usermeta: { phone: chart(above) } } satisfies TopLevelSpec;
}

const beside = { labelAngle: 0, labelAlign: 'left', labelAnchor: 'middle', labelPadding: 14 } as const;

const above = { labelOrient: 'top', labelAngle: 0, labelAlign: 'left', labelAnchor: 'start' } as const;

function estimates(row: CupedRow, texts: Texts) {
  const t = texts.charts.cuped;
  const label = [row.label, t.reduction(percent(row.varianceReduction))];
  const estimate = (kind: string, given: CupedEstimate) => ({
    ...given,
    label,
    kind,
    note: `p ${pRelation(given.p)}`,
  });
  return [estimate(t.before, row.before), estimate(t.after, row.after)];
}
