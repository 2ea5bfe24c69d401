import type { TopLevelSpec } from 'vega-lite';

import type { Texts } from '../../texts/index.js';
import {
  type ChartSpec,
  dashes,
  type EffectUnit,
  frame,
  legendRow,
  list,
  palette,
  signedLabels,
} from '../theme.js';

/** One look at a running test. */
export interface SequentialLook {
  /** What the axis says under the look: a date, or the look's number. */
  readonly label: string;
  /** Treatment minus control by then. */
  readonly difference: number;
  /** Its standard error. */
  readonly standardError: number;
  /** Boundary on |z| at this look. */
  readonly boundary: number;
  /** Repeated confidence interval; null = unbounded. */
  readonly low: number | null;
  /** Upper end of the repeated interval; null where it is unbounded. */
  readonly high: number | null;
}

/** The looks at a metric. */
export interface SequentialData {
  /** Name of the metric. */
  readonly metric: string;
  /** In the order of time. */
  readonly looks: readonly SequentialLook[];
  /** Whether the looks are named by their dates. */
  readonly byDate: boolean;
  /** Factor and format of the effect axis: proportions are shown in percentage points. */
  readonly unit: EffectUnit;
  /** Design, for example `obrien-fleming, 5 looks`. */
  readonly design: string;
}

/**
 * The effect so far at each look inside the boundary it must cross: boundary z times the standard error, which
 * narrows as users come in.
 */
export function sequentialChart(data: SequentialData, texts: Texts): ChartSpec {
  const t = texts.charts.sequential;
  const factor = data.unit === 'points' ? 100 : 1;
  const order = data.looks.map((look) => look.label);
  const reach = axisReach(data.looks) * factor;
  const clip = (value: number) => Math.max(-reach, Math.min(reach, value * factor));
  const values = data.looks.map((look) => {
    const edge = look.boundary * look.standardError;
    return {
      label: look.label,
      effect: look.difference * factor,
      low: clip(look.low ?? -Infinity),
      high: clip(look.high ?? Infinity),
      upper: clip(edge),
      lower: clip(-edge),
      kind: Math.abs(look.difference) >= edge ? t.crossed : t.within,
    };
  });
  const x = {
    field: 'label',
    type: 'ordinal',
    sort: order,
    title: data.byDate ? t.xDate : t.x,
    axis: { labelAngle: 0 },
  } as const;
  const y = {
    type: 'quantitative',
    title: t.unit[data.unit],
    scale: { domain: list(-reach, reach) },
    axis: { tickCount: 7, ...signedLabels('~g') },
  } as const;
  return {
    ...frame({ title: t.title(data.metric), subtitle: t.subtitle(data.design) }),
    width: data.looks.length > 12 ? 900 : 420,
    height: 320,
    data: { values },
    layer: [...boundaryMarks(x, y), ...effectMarks(x, y, texts)],
  } satisfies TopLevelSpec;
}

function boundaryMarks<X extends object, Y extends object>(x: X, y: Y) {
  const edge = (field: 'upper' | 'lower') => ({
    mark: {
      type: 'line',
      color: palette.red,
      strokeWidth: 1.6,
      strokeDash: dashes,
      point: { color: palette.red, size: 22, filled: true },
    } as const,
    encoding: { x, y: { ...y, field } },
  });
  return [
    {
      mark: { type: 'area', color: palette.paleRed, opacity: 0.35 } as const,
      encoding: { x, y: { ...y, field: 'lower' }, y2: { field: 'upper' } as const },
    },
    edge('upper'),
    edge('lower'),
    {
      data: { values: [{ none: 0 }] },
      mark: { type: 'rule', color: palette.faint, strokeWidth: 1.2 } as const,
      encoding: { y: { field: 'none', type: 'quantitative' } as const },
    },
  ];
}

function effectMarks<X extends object, Y extends object>(x: X, y: Y, texts: Texts) {
  const t = texts.charts.sequential;
  const color = {
    field: 'kind',
    type: 'nominal',
    scale: { domain: list(t.within, t.crossed), range: list(palette.blue, palette.green) },
    legend: legendRow,
  } as const;
  return [
    {
      mark: { type: 'rule', strokeWidth: 2, strokeCap: 'round' } as const,
      encoding: { x, y: { ...y, field: 'low' }, y2: { field: 'high' } as const, color },
    },
    {
      mark: { type: 'line', color: palette.blue, strokeWidth: 1.6, opacity: 0.6 } as const,
      encoding: { x, y: { ...y, field: 'effect' } },
    },
    {
      mark: { type: 'point', filled: true, size: 80, opacity: 1, stroke: palette.paper } as const,
      encoding: { x, y: { ...y, field: 'effect' }, color },
    },
  ];
}

/** Wide enough for effects, intervals and all but the first, often enormous, boundaries. */
function axisReach(looks: readonly SequentialLook[]): number {
  const need = looks.flatMap((look, i) => [
    Math.abs(look.difference) * 1.6,
    i === 0 && looks.length > 2 ? 0 : Math.min(look.boundary, 4) * look.standardError,
  ]);
  return Math.max(...need, Number.MIN_VALUE) * 1.15;
}
