import type { TopLevelSpec } from 'vega-lite';

import type { Texts } from '../../texts/index.js';
import { dot, span, zeroLine } from '../marks.js';
import { type ChartSpec, frame, palette, shortNumbers } from '../theme.js';

/** What a part of a campaign brought and what the plan had claimed for it, yuan. */
export interface ClaimedRow {
  /** Name of the part. */
  readonly name: string;
  /** Profit because of the contacts. */
  readonly value: number;
  /** Lower end of its interval. */
  readonly low: number;
  /** Upper end of its interval. */
  readonly high: number;
  /** Profit that the plan had expected. */
  readonly claimed: number;
}

/** What every part brought with its interval; the claim is a tick. */
export function claimedChart(rows: readonly ClaimedRow[], texts: Texts): ChartSpec {
  const t = texts.closing.chart;
  const y = { field: 'name', type: 'nominal', sort: null, title: null, axis: nameAxis } as const;
  const x = { type: 'quantitative', title: null, axis: { tickCount: 5, ...shortNumbers } } as const;
  return {
    ...frame({ title: t.effects, subtitle: t.subtitle }),
    width: 440,
    height: { step: 40 },
    data: { values: [...rows] },
    layer: [
      zeroLine('x'),
      {
        mark: span,
        encoding: { y, x: { ...x, field: 'low' }, x2: { field: 'high' }, color: { value: palette.muted } },
      },
      { mark: dot(90), encoding: { y, x: { ...x, field: 'value' }, color: { value: palette.green } } },
      { mark: claimTick, encoding: { y, x: { ...x, field: 'claimed' } } },
    ],
  } satisfies TopLevelSpec;
}

const nameAxis = { domain: false, ticks: false, labelPadding: 10, labelLimit: 150, grid: false } as const;

const claimTick = {
  type: 'tick',
  thickness: 2.5,
  size: 22,
  color: palette.orange,
  orient: 'vertical',
} as const;
