import type { TopLevelSpec } from 'vega-lite';

import { decimal, interval } from '../../format.js';
import type { Texts } from '../../texts/index.js';
import { type ChartSpec, colours, dashes, frame, legendBelow, palette } from '../theme.js';
import { type Point, thin } from '../thin.js';

/** The ROC curve of a model. */
export interface RocSeries {
  /** Name of the model. */
  readonly name: string;
  /** x = false-positive rate, y = true-positive rate, from (0, 0) to (1, 1). */
  readonly points: readonly Point[];
  /** Area under the curve. */
  readonly auc: number;
  /** 95 % interval; null where it is not known. */
  readonly aucInterval: {
    /** Lower end of its interval. */
    readonly low: number;
    /** Upper end of its interval. */
    readonly high: number;
  } | null;
}

/** Receiver operating characteristic. The first model is the one the chart is about. */
export function rocChart(models: readonly RocSeries[], texts: Texts): ChartSpec {
  const t = texts.charts.roc;
  const labels = models.map(label);
  const values = models.flatMap((model, i) =>
    thin(model.points).map(({ x, y }, order) => ({ x, y, order, model: labels[i], main: i === 0 })),
  );
  const legend = { ...legendBelow, title: t.auc } as const;
  return {
    ...frame({ title: t.title, subtitle: t.subtitle }),
    width: 420,
    height: 400,
    layer: [
      {
        data: {
          values: [
            { x: 0, y: 0 },
            { x: 1, y: 1 },
          ],
        },
        mark: { type: 'line', color: palette.faint, strokeDash: dashes, strokeWidth: 1.2 },
        encoding: { x: { field: 'x', type: 'quantitative' }, y: { field: 'y', type: 'quantitative' } },
      },
      {
        data: { values },
        mark: { type: 'line', strokeJoin: 'round' },
        encoding: {
          x: { field: 'x', type: 'quantitative', title: t.x, axis: { format: '.0%', tickCount: 5 } },
          y: { field: 'y', type: 'quantitative', title: t.y, axis: { format: '.0%', tickCount: 5 } },
          order: { field: 'order', type: 'quantitative' },
          color: { field: 'model', type: 'nominal', scale: colours(labels), sort: null, legend },
          strokeWidth: { condition: { test: 'datum.main', value: 2.8 }, value: 1.6 },
        },
      },
    ],
  } satisfies TopLevelSpec;
}

function label(model: RocSeries): string {
  const { aucInterval: range } = model;
  const known = range === null ? '' : ` ${interval(range.low, range.high, (value) => decimal(value, 4))}`;
  return `${model.name}: ${decimal(model.auc, 4)}${known}`;
}
