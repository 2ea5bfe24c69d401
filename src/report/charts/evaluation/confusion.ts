import type { TopLevelSpec } from 'vega-lite';

import { count, decimal, percent } from '../../format.js';
import type { Texts } from '../../texts/index.js';
import { type ChartSpec, frame, list, palette } from '../theme.js';

/** Right and wrong predictions at a threshold. */
export interface ConfusionData {
  /** Selected and left. */
  readonly truePositives: number;
  /** Selected and stayed. */
  readonly falsePositives: number;
  /** Not selected and stayed. */
  readonly trueNegatives: number;
  /** Not selected and left. */
  readonly falseNegatives: number;
  /** Probability from which a row is selected, in [0, 1]. */
  readonly threshold: number;
}

/** Two by two counts; the shade is the share within the actual class (a row). */
export function confusionChart(data: ConfusionData, texts: Texts): ChartSpec {
  const t = texts.charts.confusion;
  const [left, stayed] = [data.truePositives + data.falseNegatives, data.falsePositives + data.trueNegatives];
  const cell = (actual: string, predicted: string, rows: number, rowTotal: number) => {
    const share = rowTotal === 0 ? 0 : rows / rowTotal;
    const note = rowTotal === 0 ? '' : t.ofRow(percent(share));
    return { actual, predicted, count: count(rows), share, note };
  };
  const cells = [
    cell(t.actualChurn, t.predictedChurn, data.truePositives, left),
    cell(t.actualChurn, t.predictedStay, data.falseNegatives, left),
    cell(t.actualStay, t.predictedChurn, data.falsePositives, stayed),
    cell(t.actualStay, t.predictedStay, data.trueNegatives, stayed),
  ];
  return {
    ...frame({ title: t.title, subtitle: t.subtitle(decimal(data.threshold, 3)) }),
    width: 380,
    height: 300,
    data: { values: cells },
    encoding: position,
    layer: [
      { mark: { ...cellMark, cornerRadius: 6 }, encoding: shade },
      {
        mark: { type: 'text', fontSize: 24, dy: -8, color: palette.ink },
        encoding: { text: { field: 'count' } },
      },
      {
        mark: { type: 'text', fontSize: 12.5, dy: 18, color: palette.ink },
        encoding: { text: { field: 'note' } },
      },
    ],
  } satisfies TopLevelSpec;
}

const bare = { domain: false, ticks: false, labelFontSize: 13 } as const;

const position = {
  x: {
    field: 'predicted',
    type: 'nominal',
    sort: null,
    title: null,
    axis: { ...bare, orient: 'top', labelAngle: 0 },
  },
  y: { field: 'actual', type: 'nominal', sort: null, title: null, axis: bare },
} as const;

const cellMark = { type: 'rect', color: palette.blue, stroke: palette.paper, strokeWidth: 4 } as const;

/** Pale enough for dark letters on white paper, and for light ones on dark paper. */
const shade = {
  fillOpacity: {
    field: 'share',
    type: 'quantitative',
    scale: { domain: list(0, 1), range: list(0.06, 0.5) },
    legend: null,
  },
} as const;
