import type { TopLevelSpec } from 'vega-lite';

import { decimal, percent } from '../../format.js';
import type { Texts } from '../../texts/index.js';
import { readable } from '../marks.js';
import { type ChartSpec, colours, dashes, frame, legendBelow, list, palette, series } from '../theme.js';
import { type Point, thin } from '../thin.js';

/** Curves of models and the lines drawn with them. */
export interface PrecisionRecallData {
  /** The main model first. */
  readonly models: readonly {
    /** Name of the model. */
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
  const labels = data.models.map((model) => `${model.name}: ${decimal(model.area, 4)}`);
  const values = data.models.flatMap((model, i) =>
    thin(model.points).map(({ x, y }, order) => ({ x, y, order, model: labels[i], main: i === 0 })),
  );
  const lines = rules(data, texts);
  const scale = colours(
    [...labels, ...lines.map(({ model }) => model)],
    [...labels.map((_, i) => series[i % series.length]!), ...lines.map(({ colour }) => colour)],
  );
  const legend = { ...legendBelow, title: t.area } as const;
  const color = { field: 'model', type: 'nominal', scale, sort: null, legend } as const;
  const unit = { type: 'quantitative', scale: { domain: list(0, 1) }, axis: percentAxis } as const;
  const y = { ...unit, field: 'y', title: t.y } as const;
  return {
    ...frame({ title: t.title, subtitle: t.subtitle }),
    width: 420,
    height: 400,
    layer: [
      { data: { values: lines }, mark: ruleMark, encoding: { y, color } },
      {
        data: { values },
        mark: { type: 'line', strokeJoin: 'round' },
        encoding: {
          x: { ...unit, field: 'x', title: t.x },
          y,
          order: { field: 'order', type: 'quantitative' },
          color,
          strokeWidth: { condition: { test: 'datum.main', value: 2.8 }, value: 1.6 },
        },
      },
      ...thresholdMark(data, texts),
    ],
  } satisfies TopLevelSpec;
}

const percentAxis = { format: '.0%', tickCount: 5 } as const;

const ruleMark = { type: 'rule', strokeDash: dashes, strokeWidth: 1.4 } as const;

/** Lines of reference: they stand in the legend, since a name inside the plot would lie on a curve. */
function rules(data: PrecisionRecallData, texts: Texts) {
  const t = texts.charts.precisionRecall;
  const lines = [{ y: data.baseRate, colour: palette.muted, model: t.baseRate(percent(data.baseRate)) }];
  const floor = data.precisionFloor;
  if (floor !== null) lines.push({ y: floor, colour: palette.red, model: t.floor(percent(floor, 0)) });
  return lines;
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
        stroke: palette.paper,
        strokeWidth: 1.5,
        opacity: 1,
      } as const,
      encoding: place,
    },
    ...readable({
      data: { values },
      mark: { type: 'text', align: 'left', dx: 9, dy: -9, fontSize: 12.5, color: palette.ink } as const,
      encoding: { ...place, text: { field: 'text' } as const },
    }),
  ];
}
