export type Colour =
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
  | 'paper';

type Palette = Readonly<Record<Colour, string>>;

/**
 * Colours told apart with the common colour blindnesses (blue, orange, green, violet, red). No two are equal: a page
 * finds each by its value.
 */
export const palette: Palette = {
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
  paper: '#ffffff',
};

/** The same colours on dark paper: lighter lines, darker areas. */
export const darkPalette: Palette = {
  ink: '#e6eaef',
  muted: '#aab5c1',
  faint: '#74818f',
  grid: '#2c353f',
  blue: '#6ea8ea',
  paleBlue: '#34506f',
  orange: '#e8994f',
  green: '#57c096',
  violet: '#ab90e4',
  red: '#ec8078',
  paleRed: '#56302e',
  paper: '#1a2129',
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

/** Colours of tiers by rank, the highest risk first and red; a tier beyond them is grey. */
export const riskColours: readonly string[] = [
  palette.red,
  palette.orange,
  palette.blue,
  palette.violet,
  palette.faint,
];

const names = Object.keys(palette) as readonly Colour[];

/** The colours as custom properties of a style sheet. */
export function colourProperties(colours: Palette): string {
  return names.map((name) => `--c-${name}:${colours[name]}`).join(';');
}

const byValue = new Map(names.map((name) => [palette[name], name]));

/** A picture for a page: its colours are the page's custom properties, so that they follow the light or dark mode. */
export function themed(svg: string): string {
  return svg.replace(/"(#[0-9a-f]{6})"/g, (whole, value: string) => {
    const name = byValue.get(value);
    return name === undefined ? whole : `"var(--c-${name})"`;
  });
}
