import type { TopLevelSpec } from 'vega-lite';

/** A chart as data: what Vega-Lite draws. */
export type ChartSpec = TopLevelSpec;

type Colour =
  | 'ink'
  | 'muted'
  | 'faint'
  | 'grid'
  | 'blue'
  | 'paleBlue'
  | 'orange'
  | 'green'
  | 'violet'
  | 'red'
  | 'paleRed'
  | 'white';

/** Colours told apart with the common colour blindnesses (blue, orange, green, violet, red). */
export const palette: Readonly<Record<Colour, string>> = {
  ink: '#1d2733',
  muted: '#5b6777',
  faint: '#9aa5b1',
  grid: '#e8ecf1',
  blue: '#2b6cb0',
  paleBlue: '#cfe0f2',
  orange: '#dd7a22',
  green: '#2a9d6f',
  violet: '#7a5cc0',
  red: '#c8453c',
  paleRed: '#f3d3d0',
  white: '#ffffff',
};

/** Order in which categories take their colours; the first is the one the chart is about. */
export const series: readonly string[] = [
  palette.blue,
  palette.orange,
  palette.green,
  palette.violet,
  palette.red,
  palette.faint,
];

/** The family list of the SVG: on screen the reader's Chinese font where ours is not installed. */
export const fontFamily = "'Noto Sans SC', 'PingFang SC', 'Microsoft YaHei', sans-serif";

/** Dashes of every reference line. */
export const dashes: number[] = [5, 4];

/** A list that stays writable inside an `as const` object: Vega-Lite's types ask for that. */
export function list<T extends string | number>(...items: readonly T[]): T[] {
  return [...items];
}

const axis = {
  labelFontSize: 12,
  titleFontSize: 12.5,
  labelColor: palette.muted,
  titleColor: palette.ink,
  titleFontWeight: 'normal',
  titlePadding: 10,
  labelPadding: 6,
  labelLimit: 260,
  gridColor: palette.grid,
  domainColor: palette.faint,
  tickColor: palette.faint,
  tickSize: 4,
} as const;

const config = {
  // Labels for screen readers would name our internal fields; the page gives each picture its caption.
  aria: false,
  font: fontFamily,
  background: palette.white,
  view: { stroke: null },
  axis,
  title: {
    anchor: 'start',
    frame: 'group',
    fontSize: 17,
    fontWeight: 'normal',
    color: palette.ink,
    subtitleFontSize: 12.5,
    subtitleColor: palette.muted,
    subtitleLineHeight: 18,
    subtitlePadding: 6,
    offset: 16,
  },
  legend: {
    labelFontSize: 12,
    titleFontSize: 12,
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

/** What a chart says above its plot. Empty subtitles are left out. */
export interface Heading {
  readonly title: string;
  readonly subtitle?: string | readonly string[];
}

/** The parts every chart shares: heading, fonts, colours, paddings. */
export function frame(heading: Heading) {
  const { title, subtitle } = heading;
  return {
    $schema: 'https://vega.github.io/schema/vega-lite/v6.json' as const,
    padding: { left: 18, right: 26, top: 18, bottom: 18 },
    title: {
      text: title,
      ...(subtitle === undefined || subtitle.length === 0 ? {} : { subtitle: subtitle as string | string[] }),
    },
    config,
  };
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
