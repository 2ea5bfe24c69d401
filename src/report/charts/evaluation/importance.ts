import type { TopLevelSpec } from 'vega-lite';

import { decimal } from '../../format.js';
import type { Texts } from '../../texts/index.js';
import { bareAxis, type ChartSpec, frame, labelSize, palette } from '../theme.js';

/** What a feature is worth. */
export interface ImportanceBar {
  /** Feature, or the features of a group joined. */
  readonly name: string;
  /** AUC lost by shuffling, mean and standard deviation over the repeats. */
  readonly mean: number;
  /** Standard deviation over the permutations. */
  readonly sd: number;
}

/** Bars and what they were measured with. */
export interface ImportanceData {
  /** Any order, any number: the twenty largest are drawn. */
  readonly bars: readonly ImportanceBar[];
  /** Permutations of each feature. */
  readonly repeats: number;
  /** Columns shuffled alone, or columns that move together shuffled together. */
  readonly kind: 'single' | 'grouped';
}

const shown = 20;

/** Below it a figure of four decimals reads 0.0000: nothing to draw. */
const leastShown = 0.00005;

/**
 * Permutation importance: the twenty most important, with one standard deviation either side. Features that lose
 * nothing are left out, and only counted.
 */
export function importanceChart(data: ImportanceData, texts: Texts): ChartSpec {
  const t = texts.charts.importance;
  const sorted = [...data.bars].sort((a, b) => b.mean - a.mean);
  const values = barsShown(sorted).map(({ name, mean, sd }) => ({
    name,
    mean,
    low: mean - sd,
    high: mean + sd,
    label: decimal(mean, 4),
    end: Math.max(0, mean + sd),
  }));
  const head = {
    ...frame({
      title: data.kind === 'single' ? t.title : t.groupedTitle,
      subtitle: t.subtitle(String(data.repeats)),
    }),
    width: 420,
    data: { values },
  };
  const phone = { ...head, height: { step: 40 }, layer: layers(t.x, true) } as const;
  return {
    ...head,
    usermeta: { phone },
    height: { step: 24 },
    layer: layers(t.x, false),
  } satisfies TopLevelSpec;
}

/** The bars that are drawn of all, most important first. */
export function barsShown<B extends { readonly mean: number }>(sorted: readonly B[]): readonly B[] {
  const found = sorted.filter(({ mean }) => mean >= leastShown);
  return (found.length > 0 ? found : sorted.slice(0, 5)).slice(0, shown);
}

/** Names at the left of the bars, or above them where there is no room. */
function layers(title: string, above: boolean) {
  const x = { type: 'quantitative', title, stack: null } as const;
  const y = { ...names, axis: above ? null : nameAxis } as const;
  const down = above ? 9 : 0;
  const named = { mark: nameAbove, encoding: { y, x: { value: 0 }, text: { field: 'name' } as const } };
  return [
    {
      mark: { ...bar, height: above ? 12 : 16, yOffset: down },
      encoding: { y, x: { ...x, field: 'mean', axis: { tickCount: 6 } } },
    },
    {
      mark: { ...deviation, yOffset: down },
      encoding: { y, x: { ...x, field: 'low' }, x2: { field: 'high' } as const },
    },
    {
      mark: { ...figure, dy: down },
      encoding: { y, x: { ...x, field: 'end', axis: bareAxis }, text: { field: 'label' } as const },
    },
    ...(above ? [named] : []),
  ];
}

const names = { field: 'name', type: 'nominal', sort: null, title: null } as const;

const nameAxis = { domain: false, ticks: false, labelLimit: 235 } as const;

const nameAbove = {
  type: 'text',
  align: 'left',
  dy: -6,
  limit: 250,
  fontSize: labelSize,
  color: palette.ink,
} as const;

const bar = { type: 'bar', cornerRadiusEnd: 3, color: palette.blue, opacity: 0.85 } as const;

const deviation = { type: 'rule', color: palette.ink, strokeWidth: 1.3 } as const;

const figure = { type: 'text', align: 'left', dx: 6, fontSize: labelSize, color: palette.muted } as const;
