import type { TopLevelSpec } from 'vega-lite';

import type { Texts } from '../../texts/index.js';
import { dot, zeroLine } from '../marks.js';
import { type ChartSpec, frame, palette, signedLabels } from '../theme.js';

/** How far a column differs between contacted and other users. */
export interface BalancePoint {
  /** Name of the column. */
  readonly name: string;
  /** Standardised difference of all users. */
  readonly before: number;
  /** Standardised difference of matched users. */
  readonly after: number;
}

/** Standardised differences before and after matching, a line a column. */
export function balanceChart(points: readonly BalancePoint[], texts: Texts): ChartSpec {
  const t = texts.closing.balance;
  const y = { field: 'name', type: 'nominal', sort: null, title: null, axis: nameAxis } as const;
  const x = { type: 'quantitative', title: null, axis: { ...signedLabels('.2f'), tickCount: 6 } } as const;
  return {
    ...frame({ title: t.title, subtitle: t.subtitle }),
    width: 440,
    height: { step: 30 },
    data: { values: [...points] },
    layer: [
      zeroLine('x'),
      { mark: dot(60), encoding: { y, x: { ...x, field: 'before' }, color: { value: palette.faint } } },
      { mark: dot(90), encoding: { y, x: { ...x, field: 'after' }, color: { value: palette.green } } },
    ],
  } satisfies TopLevelSpec;
}

const nameAxis = { domain: false, ticks: false, labelPadding: 10, labelLimit: 150, grid: false } as const;
