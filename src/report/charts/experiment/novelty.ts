import type { TopLevelSpec } from 'vega-lite';

import { pRelation } from '../../format.js';
import type { Texts } from '../../texts/index.js';
import { dot, zeroLine } from '../marks.js';
import { type ChartSpec, dashes, type EffectUnit, frame, palette, signedLabels } from '../theme.js';

/** The effect by day of first exposure. */
export interface NoveltyData {
  /** Name of the metric. */
  readonly metric: string;
  /** One point a day. */
  readonly days: readonly {
    /** Day of first exposure, counted from 0. */
    readonly day: number;
    /** Users of both arms who were first exposed on that day. */
    readonly users: number;
    /** Treatment minus control of these users. */
    readonly difference: number;
    /** null = unbounded. */
    readonly low: number | null;
    /** Upper end of its interval; null where it is unbounded. */
    readonly high: number | null;
  }[];
  /** Change of the effect per day, inverse-variance weighted, and its p. */
  readonly slope: number;
  /** p-value of no trend. */
  readonly slopeP: number;
  /** Unit of the differences. */
  readonly unit: EffectUnit;
}

/** The effect of each day with its interval, and the weighted line through them. */
export function noveltyChart(data: NoveltyData, texts: Texts): ChartSpec {
  const t = texts.charts.novelty;
  const factor = data.unit === 'points' ? 100 : 1;
  const values = data.days.map((day) => ({
    day: day.day,
    effect: day.difference * factor,
    low: (day.low ?? day.difference) * factor,
    high: (day.high ?? day.difference) * factor,
  }));
  const x = {
    field: 'day',
    type: 'quantitative',
    title: t.x,
    axis: { tickMinStep: 1, format: 'd', grid: false },
    scale: { zero: false, nice: false, padding: 14 },
  } as const;
  const y = {
    type: 'quantitative',
    title: t.unit[data.unit],
    axis: { tickCount: 6, ...signedLabels('~g') },
  } as const;
  const effect = { x, y: { ...y, field: 'effect' } } as const;
  return {
    ...frame({ title: t.title(data.metric), subtitle: t.subtitle(pRelation(data.slopeP)) }),
    width: 500,
    height: 280,
    layer: [
      zeroLine('y'),
      { data: { values }, mark: whisker, encoding: { x, y: { ...y, field: 'low' }, y2: { field: 'high' } } },
      { data: { values }, mark: dot(70), encoding: effect },
      { data: { values: trend(data, factor) }, mark: trendLine, encoding: effect },
    ],
  } satisfies TopLevelSpec;
}

const whisker = {
  type: 'rule',
  color: palette.blue,
  strokeWidth: 2,
  strokeCap: 'round',
  opacity: 0.65,
} as const;

const trendLine = { type: 'line', color: palette.orange, strokeWidth: 2, strokeDash: dashes } as const;

/** Ends of the line of the stated slope through the weighted centre, weights = users. */
function trend(data: NoveltyData, factor: number) {
  const users = data.days.reduce((sum, day) => sum + day.users, 0);
  if (users === 0 || data.days.length < 2) return [];
  const centre = data.days.reduce((sum, day) => sum + day.users * day.day, 0) / users;
  const level = data.days.reduce((sum, day) => sum + day.users * day.difference, 0) / users;
  const days = data.days.map((day) => day.day);
  return [Math.min(...days), Math.max(...days)].map((day) => ({
    day,
    effect: (level + data.slope * (day - centre)) * factor,
  }));
}
