import type { TopLevelSpec } from 'vega-lite';

import { count, percent } from '../../format.js';
import type { Texts } from '../../texts/index.js';
import {
  type ChartSpec,
  colours,
  type EffectUnit,
  frame,
  legendRow,
  palette,
  shortNumbers,
} from '../theme.js';

/** Users needed by effect and power. */
export interface SampleSizeData {
  /** One curve per power; users per arm by detectable difference. */
  readonly curves: readonly {
    /** Power of the curve, in (0, 1). */
    readonly power: number;
    /** Users needed for each effect. */
    readonly points: readonly {
      /** Smallest difference that is found. */
      readonly effect: number;
      /** Users that each arm needs for it. */
      readonly users: number;
    }[];
  }[];
  /** The plan; null where only curves are shown. */
  readonly chosen: {
    /** The effect of the plan. */
    readonly effect: number;
    /** Users an arm of the plan. */
    readonly users: number;
  } | null;
  /** Differences of proportions are shown in percentage points. */
  readonly unit: EffectUnit;
  /** Two-sided error. */
  readonly alpha: number;
}

/** Users needed per arm against the smallest difference to be found, one curve per power; logarithmic. */
export function sampleSizeChart(data: SampleSizeData, texts: Texts): ChartSpec {
  const t = texts.charts.sampleSize;
  const factor = data.unit === 'points' ? 100 : 1;
  const names = data.curves.map((curve) => t.power(percent(curve.power, 0)));
  const values = data.curves.flatMap((curve, i) =>
    curve.points.map(({ effect, users }) => ({ effect: effect * factor, users, power: names[i] })),
  );
  const x = {
    field: 'effect',
    type: 'quantitative',
    title: t.unit[data.unit],
    scale: { zero: false, nice: false },
    axis: { tickCount: 8 },
  } as const;
  const y = {
    field: 'users',
    type: 'quantitative',
    title: t.y,
    scale: { type: 'log', nice: false },
    axis: { ...shortNumbers, values: decades(values.map((value) => value.users)) },
  } as const;
  return {
    ...frame({ title: t.title, subtitle: t.subtitle(percent(data.alpha, 0)) }),
    width: 480,
    height: 320,
    layer: [
      {
        data: { values },
        mark: { type: 'line', strokeWidth: 2.2 },
        encoding: {
          x,
          y,
          color: { field: 'power', type: 'nominal', scale: colours(names), sort: null, legend: legendRow },
        },
      },
      ...chosenMark(data.chosen, factor),
    ],
  } satisfies TopLevelSpec;
}

/** 1, 2 and 5 times the powers of ten over the range; only the powers where it is wide. */
function decades(users: readonly number[]): number[] {
  const low = Math.floor(Math.log10(Math.min(...users)));
  const high = Math.ceil(Math.log10(Math.max(...users)));
  const steps = high - low > 3 ? [1] : [1, 2, 5];
  return Array.from({ length: high - low + 1 }, (_, i) => steps.map((step) => step * 10 ** (low + i))).flat();
}

function chosenMark(chosen: SampleSizeData['chosen'], factor: number) {
  if (chosen === null) return [];
  const values = [{ effect: chosen.effect * factor, users: chosen.users, text: count(chosen.users) }];
  const place = {
    x: { field: 'effect', type: 'quantitative' },
    y: { field: 'users', type: 'quantitative' },
  } as const;
  return [
    {
      data: { values },
      mark: {
        type: 'point',
        filled: true,
        size: 120,
        color: palette.red,
        stroke: palette.paper,
        opacity: 1,
      } as const,
      encoding: place,
    },
    {
      data: { values },
      mark: { type: 'text', align: 'right', dx: -8, dy: 15, fontSize: 13, color: palette.ink } as const,
      encoding: { ...place, text: { field: 'text' } as const },
    },
  ];
}
