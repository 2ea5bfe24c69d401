import { dashes, labelSize, palette } from './theme.js';

/** A filled point with a white rim. */
export function dot(size: number, color: string = palette.blue) {
  return { type: 'point', filled: true, size, opacity: 1, stroke: palette.paper, color } as const;
}

/** The line of an interval. */
export const span = { type: 'rule', strokeWidth: 3, strokeCap: 'round' } as const;

/**
 * Text over lines and bars: first its outline in the colour of the paper, then the text. `layer` is a text layer; the
 * outline takes its place and size.
 */
export function readable<L extends { readonly mark: object }>(layer: L) {
  const outline = { stroke: palette.paper, strokeWidth: 4, strokeJoin: 'round', opacity: 0.9 } as const;
  return [{ ...layer, mark: { ...layer.mark, ...outline } }, layer] as const;
}

/** Text in a column of its own to the right of the plot. */
export const sideNote = {
  type: 'text',
  align: 'left',
  dx: 16,
  fontSize: labelSize,
  color: palette.ink,
} as const;

/** A dashed line of reference. */
export function reference(color: string) {
  return { type: 'rule', color, strokeDash: dashes, strokeWidth: 1.4 } as const;
}

/** The solid line of no effect. `channel` is the axis the effect is on. */
export function zeroLine(channel: 'x' | 'y') {
  const none = { field: 'none', type: 'quantitative' } as const;
  return {
    data: { values: [{ none: 0 }] },
    mark: { type: 'rule', color: palette.faint, strokeWidth: 1.3 } as const,
    encoding: channel === 'x' ? { x: none } : { y: none },
  };
}
