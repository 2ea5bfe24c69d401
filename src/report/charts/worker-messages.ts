import type { ErrorCode } from '../../base/errors.js';
import type { Picture } from './draw.js';
import type { ChartSpec } from './theme.js';

export interface DrawJob {
  readonly charts: readonly (readonly [string, ChartSpec])[];
  /** Font file; undefined = the packaged one. */
  readonly font: string | undefined;
  /** Pixels of a PNG for one unit of its SVG. */
  readonly scale: number;
  /** Draw at the widths of a report's page, and once more for phones. */
  readonly page: boolean;
}

/** To the drawing thread. Every request but `cancel` is answered by `done` or `failed` with its id. */
export type Request =
  | { readonly kind: 'load'; readonly id: number }
  | { readonly kind: 'draw'; readonly id: number; readonly job: DrawJob }
  /** The charts of `id` not yet begun are left out; it is answered all the same. */
  | { readonly kind: 'cancel'; readonly id: number };

/** From the drawing thread. */
export type Reply =
  | { readonly kind: 'picture'; readonly id: number; readonly name: string; readonly picture: Picture }
  | { readonly kind: 'done'; readonly id: number }
  | { readonly kind: 'failed'; readonly id: number; readonly code: ErrorCode; readonly error: Error };
