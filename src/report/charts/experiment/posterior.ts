import type { TopLevelSpec } from 'vega-lite';

import { percent } from '../../format.js';
import type { Texts } from '../../texts/index.js';
import { reference } from '../marks.js';
import { type ChartSpec, type EffectUnit, frame, legendRow, list, palette, signedLabels } from '../theme.js';

/** Posterior densities of both arms on one grid. */
export interface PosteriorData {
  /** Name of the metric. */
  readonly metric: string;
  /** Evenly spaced values of the metric and the two posterior densities on them. */
  readonly x: readonly number[];
  /** Density of the control at each x. */
  readonly control: readonly number[];
  /** Density of the treatment at each x. */
  readonly variant: readonly number[];
  /** Central interval of the difference, of mass `level`. */
  readonly low: number;
  /** Upper end of the interval of the difference. */
  readonly high: number;
  /** Level of that interval. */
  readonly level: number;
  /** Probability that the treatment is better, as it is printed. */
  readonly probabilityBetter: string;
  /** The wished direction of the metric: it decides what is green. */
  readonly direction: 'increase' | 'decrease';
  /** Proportions are shown in percentage points. */
  readonly unit: EffectUnit;
}

/** Posterior density of variant - control: the better part in green, the worse in red, the interval underneath. */
export function posteriorChart(data: PosteriorData, texts: Texts): ChartSpec {
  const t = texts.charts.posterior;
  const factor = data.unit === 'points' ? 100 : 1;
  const values = densityRows(data, factor, texts);
  const x = {
    field: 'x',
    type: 'quantitative',
    title: t.unit[data.unit],
    axis: { tickCount: 8, ...signedLabels('~g'), grid: false },
    scale: { zero: false, nice: false },
  } as const;
  const color = {
    field: 'side',
    type: 'nominal',
    scale: {
      domain: list(t.gain, t.loss),
      range: data.direction === 'increase' ? goodFirst : [...goodFirst].reverse(),
    },
    legend: legendRow,
  } as const;
  const ends = { x: data.low * factor, end: data.high * factor, y: -0.05 };
  return {
    ...frame({
      title: t.title(data.metric),
      subtitle: t.subtitle(data.probabilityBetter, percent(data.level, 0)),
    }),
    width: 500,
    height: 280,
    layer: [
      { data: { values }, mark: { type: 'area', opacity: 0.55 }, encoding: { x, y, color } },
      { data: { values }, mark: outline, encoding: { x, y } },
      { data: { values: [ends] }, mark: intervalBar, encoding: { x, x2: { field: 'end' }, y } },
      { data: { values: [{ x: 0 }] }, mark: reference(palette.muted), encoding: { x } },
    ],
  } satisfies TopLevelSpec;
}

const y = {
  field: 'y',
  type: 'quantitative',
  title: null,
  axis: null,
  scale: { domain: list(-0.1, 1.05) },
  stack: null,
} as const;

const goodFirst = list(palette.green, palette.red);

const outline = { type: 'line', color: palette.ink, strokeWidth: 1.6 } as const;

const intervalBar = { type: 'rule', color: palette.ink, strokeWidth: 4, strokeCap: 'round' } as const;

/** The density relative to its peak, without its invisible ends; 0 belongs to both sides. */
function densityRows(data: PosteriorData, factor: number, texts: Texts) {
  const { gain, loss } = texts.charts.posterior;
  const density = differenceDensity(data.x, data.control, data.variant);
  const highest = density.reduce((top, point) => Math.max(top, point.density), 0);
  return density
    .filter((point) => point.density > highest * 1e-4)
    .flatMap((point) => {
      const at = { x: point.x * factor, y: point.density / highest };
      const sides = point.x === 0 ? [loss, gain] : [point.x > 0 ? gain : loss];
      return sides.map((side) => ({ ...at, side }));
    });
}

/**
 * Density of variant - control for independent posteriors given on one even grid: their cross-correlation, by the
 * trapezoidal rule's sum (exact enough for drawing; the reported numbers do not come from here).
 */
export function differenceDensity(
  grid: readonly number[],
  control: readonly number[],
  variant: readonly number[],
): { readonly x: number; readonly density: number }[] {
  const n = grid.length;
  if (n < 2) return [];
  const step = (grid[n - 1]! - grid[0]!) / (n - 1);
  const result: { x: number; density: number }[] = [];
  for (let lag = 1 - n; lag < n; lag++) {
    let sum = 0;
    for (let i = Math.max(0, -lag); i < Math.min(n, n - lag); i++) sum += control[i]! * variant[i + lag]!;
    result.push({ x: lag * step, density: sum * step });
  }
  return result;
}
