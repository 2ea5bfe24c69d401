import { decimal, percent } from '../format.js';
import type { Texts } from '../texts/index.js';
import { type ChartSpec, colours, dashes, frame, legendBelow, list, palette } from './theme.js';
import { type Point, thin } from './thin.js';

export interface PrecisionRecallData {
  readonly models: readonly {
    readonly name: string;
    /** x = recall, y = precision. */
    readonly points: readonly Point[];
    /** Average precision. */
    readonly area: number;
  }[];
  /** Share of positives: what guessing reaches. */
  readonly baseRate: number;
  /** Precision that is asked for; null when none is. */
  readonly precisionFloor: number | null;
  /** Where the threshold of the report lies; null when it selects nobody. */
  readonly threshold: Point | null;
}

/** Precision against recall. The first model is the one the chart is about. */
export function precisionRecallChart(data: PrecisionRecallData, texts: Texts): ChartSpec {
  const t = texts.charts.precisionRecall;
  const labels = data.models.map((model) => `${model.name}: ${t.area} ${decimal(model.area, 4)}`);
  const values = data.models.flatMap((model, i) =>
    thin(model.points).map(({ x, y }, order) => ({ x, y, order, model: labels[i], main: i === 0 })),
  );
  return {
    ...frame({ title: t.title, subtitle: t.subtitle }),
    width: 420,
    height: 400,
    layer: [
      ...rules(data, texts),
      {
        data: { values },
        mark: { type: 'line', strokeJoin: 'round' },
        encoding: {
          x: {
            field: 'x',
            type: 'quantitative',
            title: t.x,
            scale: { domain: list(0, 1) },
            axis: percentAxis,
          },
          y: {
            field: 'y',
            type: 'quantitative',
            title: t.y,
            scale: { domain: list(0, 1) },
            axis: percentAxis,
          },
          order: { field: 'order', type: 'quantitative' },
          color: { field: 'model', type: 'nominal', scale: colours(labels), sort: null, legend: legendBelow },
          strokeWidth: { condition: { test: 'datum.main', value: 2.8 }, value: 1.6 },
        },
      },
      ...thresholdMark(data, texts),
    ],
  };
}

const percentAxis = { format: '.0%', tickCount: 5 } as const;

function rules(data: PrecisionRecallData, texts: Texts) {
  const t = texts.charts.precisionRecall;
  // The curve ends at the base rate on the right, so that label stands on the left, under its line.
  const base = t.baseRate(percent(data.baseRate));
  const lines = [{ y: data.baseRate, colour: palette.muted, text: base, x: 0, below: true }];
  const floor = data.precisionFloor;
  if (floor !== null) {
    lines.push({ y: floor, colour: palette.red, text: t.floor(percent(floor, 0)), x: 1, below: false });
  }
  const y = { field: 'y', type: 'quantitative' } as const;
  return lines.flatMap((line) => [
    {
      data: { values: [line] },
      mark: { type: 'rule', color: line.colour, strokeDash: dashes, strokeWidth: 1.2 } as const,
      encoding: { y },
    },
    {
      data: { values: [line] },
      mark: {
        type: 'text',
        align: line.below ? 'left' : 'right',
        dx: line.below ? 5 : -4,
        dy: line.below ? 11 : -8,
        fontSize: 11.5,
        color: line.colour,
      } as const,
      encoding: { y, x: { field: 'x', type: 'quantitative' } as const, text: { field: 'text' } as const },
    },
  ]);
}

function thresholdMark(data: PrecisionRecallData, texts: Texts) {
  if (data.threshold === null) return [];
  const { x, y } = data.threshold;
  const values = [{ x, y, text: texts.charts.precisionRecall.threshold }];
  const place = {
    x: { field: 'x', type: 'quantitative' },
    y: { field: 'y', type: 'quantitative' },
  } as const;
  return [
    {
      data: { values },
      mark: {
        type: 'point',
        filled: true,
        size: 110,
        color: palette.orange,
        stroke: palette.white,
        strokeWidth: 1.5,
        opacity: 1,
      } as const,
      encoding: place,
    },
    {
      data: { values },
      mark: { type: 'text', align: 'left', dx: 9, dy: -9, fontSize: 12, color: palette.orange } as const,
      encoding: { ...place, text: { field: 'text' } as const },
    },
  ];
}
