import { palette, series } from './palette.js';

export { palette, series };

/**
 * A chart as data, as Vega-Lite 6 draws it. Its types are those of `TopLevelSpec` of vega-lite, which winback does not ask
 * its users to install: its own charts are checked against them where they are made.
 */
export type ChartSpec = object;

/** The family list of charts and pages alike: on screen the reader's own fonts, in a PNG the packaged one. */
export const fontFamily =
  "system-ui, -apple-system, 'Segoe UI', 'PingFang SC', 'Microsoft YaHei', 'Noto Sans SC', 'Noto Sans CJK SC', sans-serif";

/** Dashes of every reference line. */
export const dashes: number[] = [5, 4];

/** Size of every label inside a plot: no letter of a chart is smaller, so that a phone shows 11.5 px and more. */
export const labelSize = 12;

/** A list that stays writable inside an `as const` object: Vega-Lite's types ask for that. */
export function list<T extends string | number>(...items: readonly T[]): T[] {
  return [...items];
}

const axis = {
  labelFontSize: labelSize,
  titleFontSize: 12.5,
  labelColor: palette.muted,
  titleColor: palette.ink,
  titleFontWeight: 'normal',
  titlePadding: 10,
  labelPadding: 6,
  labelLimit: 260,
  labelOverlap: true,
  labelSeparation: 6,
  gridColor: palette.grid,
  domainColor: palette.faint,
  tickColor: palette.faint,
  tickSize: 4,
} as const;

const config = {
  // Labels for screen readers would name our internal fields; the picture as a whole is named instead.
  aria: false,
  font: fontFamily,
  background: palette.paper,
  view: { stroke: null },
  axis,
  title: {
    anchor: 'start',
    frame: 'bounds',
    fontSize: 16,
    fontWeight: 'normal',
    color: palette.ink,
    subtitleFontSize: 12.5,
    subtitleColor: palette.muted,
    subtitleLineHeight: 18,
    subtitlePadding: 6,
    offset: 16,
  },
  legend: {
    labelFontSize: labelSize,
    titleFontSize: labelSize,
    labelColor: palette.ink,
    titleColor: palette.muted,
    titleFontWeight: 'normal',
    labelLimit: 420,
    symbolSize: 110,
    rowPadding: 4,
    columnPadding: 18,
  },
  header: { labelFontSize: 12.5, labelColor: palette.ink, labelFontWeight: 'normal' },
  range: { category: list(...series) },
} as const;

/** Unit of an effect: percentage points, yuan, or the metric's own. */
export type EffectUnit = 'points' | 'yuan' | 'value';

/** What a chart says above its plot. Empty subtitles are left out. */
export interface Heading {
  readonly title: string;
  readonly subtitle?: string | readonly string[] | undefined;
}

/** The parts every chart shares: heading, fonts, colours, paddings. */
export function frame(heading: Heading) {
  const { title, subtitle } = heading;
  return {
    $schema: 'https://vega.github.io/schema/vega-lite/v6.json' as const,
    padding: { left: 16, right: 16, top: 16, bottom: 14 },
    title: {
      text: title,
      ...(subtitle === undefined || subtitle.length === 0 ? {} : { subtitle: subtitle as string | string[] }),
    },
    config,
  };
}

/** The heading of one panel of several, in place of a long title beside a low axis. */
export function panelTitle(text: string) {
  return {
    text,
    anchor: 'start',
    frame: 'group',
    fontSize: 12.5,
    color: palette.ink,
    offset: 6,
  } as const;
}

/** A legend below the plot, one entry a line: long entries never squeeze the plot. */
export const legendBelow = { orient: 'bottom', direction: 'vertical', title: null, offset: 14 } as const;

/** A legend below the plot, entries side by side. */
export const legendRow = { orient: 'bottom', direction: 'horizontal', title: null, offset: 14 } as const;

/** A colour scale with a fixed colour for each name. */
export function colours(names: readonly string[], range: readonly string[] = series) {
  return { domain: [...names], range: names.map((_, i) => range[i % range.length]!) };
}

/** Labels of large numbers as 500, 1.5k, 20M: with d3's own tick format a zero would read 0k. */
export const shortNumbers = { labelExpr: "format(datum.value, '~s')" } as const;

/** Labels of differences: signed, except zero. `format` is d3's, without the sign. */
export function signedLabels(format: string) {
  return { labelExpr: `datum.value === 0 ? format(0, '${format}') : format(datum.value, '+${format}')` };
}

/** A plain axis without grid lines. */
export const bareAxis = { grid: false } as const;
