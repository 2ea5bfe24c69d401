import { decimal } from '../format.js';
import type { Texts } from '../texts/index.js';
import { bareAxis, type ChartSpec, frame, palette } from './theme.js';

export interface ImportanceBar {
  /** Feature, or the features of a group joined. */
  readonly name: string;
  /** AUC lost by shuffling, mean and standard deviation over the repeats. */
  readonly mean: number;
  readonly sd: number;
}

export interface ImportanceData {
  /** Any order, any number: the twenty largest are drawn. */
  readonly bars: readonly ImportanceBar[];
  readonly repeats: number;
  /** Columns shuffled alone, or columns that move together shuffled together. */
  readonly kind: 'single' | 'grouped';
}

const shown = 20;

/** Permutation importance: the twenty most important, with one standard deviation either side. */
export function importanceChart(data: ImportanceData, texts: Texts): ChartSpec {
  const t = texts.charts.importance;
  const bars = [...data.bars].sort((a, b) => b.mean - a.mean).slice(0, shown);
  const values = bars.map(({ name, mean, sd }) => ({
    name,
    mean,
    low: mean - sd,
    high: mean + sd,
    label: decimal(mean, 4),
    end: Math.max(0, mean + sd),
  }));
  const x = { type: 'quantitative', title: t.x, stack: null } as const;
  return {
    ...frame({
      title: data.kind === 'single' ? t.title : t.groupedTitle,
      subtitle: t.subtitle(String(data.repeats)),
    }),
    width: 420,
    height: { step: 24 },
    data: { values },
    layer: [
      { mark: bar, encoding: { y, x: { ...x, field: 'mean', axis: { tickCount: 6 } } } },
      { mark: deviation, encoding: { y, x: { ...x, field: 'low' }, x2: { field: 'high' } } },
      { mark: figure, encoding: { y, x: { ...x, field: 'end', axis: bareAxis }, text: { field: 'label' } } },
    ],
  };
}

const y = {
  field: 'name',
  type: 'nominal',
  sort: null,
  title: null,
  axis: { domain: false, ticks: false, labelLimit: 340 },
} as const;

const bar = {
  type: 'bar',
  height: { band: 0.66 },
  cornerRadiusEnd: 3,
  color: palette.blue,
  opacity: 0.85,
} as const;

const deviation = { type: 'rule', color: palette.ink, strokeWidth: 1.3 } as const;

const figure = { type: 'text', align: 'left', dx: 6, fontSize: 11, color: palette.muted } as const;
