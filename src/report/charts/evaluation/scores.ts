import type { TopLevelSpec } from 'vega-lite';

import { decimal } from '../../format.js';
import type { Texts } from '../../texts/index.js';
import { reference } from '../marks.js';
import { type ChartSpec, frame, list, palette, panelTitle, shortNumbers } from '../theme.js';

/** Users of a range of scores. */
export interface ScoreBin {
  /** Range of the probability. */
  readonly from: number;
  /** End of the range. */
  readonly to: number;
  /** Users who left. */
  readonly churned: number;
  /** Users who stayed. */
  readonly stayed: number;
}

/** Histograms of scores and the bounds drawn in them. */
export interface ScoresData {
  /** Adjacent bins of equal width. */
  readonly bins: readonly ScoreBin[];
  /** Threshold of the report; null when there is none. */
  readonly threshold: number | null;
  /** Lower bounds of the tiers above the lowest. */
  readonly tierBounds: readonly number[];
}

/**
 * Users by predicted probability: those who left above those who stayed, each on a scale of its own, since the few who
 * left would be invisible beside the many who stayed.
 */
export function scoresChart(data: ScoresData, texts: Texts): ChartSpec {
  const t = texts.charts.scores;
  const panel = (kind: 'churned' | 'stayed', colour: string, last: boolean) => ({
    width: 420,
    height: 132,
    title: panelTitle(t.panel(t[kind])),
    layer: [histogram(data, kind, colour, last ? t.x : null), bounds(data)],
  });
  return {
    ...frame({ title: t.title, subtitle: [t.subtitle, boundsText(data, texts)] }),
    spacing: 14,
    vconcat: [panel('churned', palette.orange, false), panel('stayed', palette.blue, true)],
  } satisfies TopLevelSpec;
}

function histogram(data: ScoresData, kind: 'churned' | 'stayed', colour: string, title: string | null) {
  const labels = title === null ? { labels: false, ticks: false } : {};
  return {
    data: { values: data.bins.map((bin) => ({ from: bin.from, to: bin.to, users: bin[kind] })) },
    mark: { type: 'bar', binSpacing: 1, color: colour, opacity: 0.8 } as const,
    encoding: {
      x: {
        field: 'from',
        type: 'quantitative',
        bin: { binned: true },
        title,
        axis: { format: '.0%', tickCount: 10, grid: false, ...labels },
        scale: { domain: list(0, 1) },
      } as const,
      x2: { field: 'to' } as const,
      y: {
        field: 'users',
        type: 'quantitative',
        title: null,
        axis: { ...shortNumbers, tickCount: 4 },
      } as const,
    },
  };
}

/** The bounds as words above the plot: beside their lines they would lie on each other. */
function boundsText({ tierBounds, threshold }: ScoresData, texts: Texts): string {
  const t = texts.charts.scores;
  const tiers = tierBounds.map((at) => decimal(at, 2)).reverse();
  return [
    ...(tiers.length === 0 ? [] : [t.tierBounds(tiers.join(texts.and))]),
    ...(threshold === null ? [] : [t.thresholdAt(decimal(threshold, 3))]),
  ].join(texts.semicolon);
}

function bounds({ tierBounds, threshold }: ScoresData) {
  const values = tierBounds.map((at) => ({ at, colour: palette.muted }));
  if (threshold !== null) values.push({ at: threshold, colour: palette.red });
  const x = { field: 'at', type: 'quantitative' } as const;
  const color = { field: 'colour', type: 'nominal', scale: null } as const;
  return { data: { values }, mark: reference(palette.muted), encoding: { x, color } };
}
