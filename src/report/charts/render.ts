import { WinbackError } from '../../base/errors.js';
import { requireKeys } from '../../base/options.js';
import { requireShape } from '../../base/shape.js';
import type { Picture } from './draw.js';
import type { ChartSpec } from './theme.js';
import { chartWorker } from './worker-client.js';

export type { Picture } from './draw.js';

/** Font and size of pictures. */
export interface RenderOptions {
  /** Font of the pictures (.ttf, .otf, .ttc). @default the packaged Noto Sans SC */
  readonly font?: string | undefined;
  /** Pixels of the PNG for one unit of the SVG. @default 2 */
  readonly scale?: number | undefined;
  /** Draw at the widths of a report's page, and once more for phones. @default false */
  readonly page?: boolean | undefined;
  /** Looked at before each chart. */
  readonly signal?: AbortSignal | undefined;
}

/**
 * Draws charts on a worker thread, which the process keeps for the next ones: the calling thread only waits. The
 * pictures come in the order of the charts.
 *
 * @throws WinbackError NOT_FOUND or BAD_INPUT for the font, BAD_INPUT for a chart that is no plain data, INTERNAL when
 * a chart cannot be drawn or the thread ended, ABORTED
 */
export async function renderCharts<Name extends string>(
  charts: ReadonlyMap<Name, ChartSpec>,
  options: RenderOptions = {},
): Promise<Map<Name, Picture>> {
  requireKeys(options, 'options', { font: true, scale: true, page: true, signal: true });
  const { font, scale = 2, page = false, signal } = options;
  requireShape(charts, 'charts', 'map');
  throwIfAborted(signal);
  if (charts.size === 0) return new Map();
  const job = chartWorker().draw({ charts: [...charts], font, scale, page });
  const cancel = (): void => job.cancel();
  signal?.addEventListener('abort', cancel, { once: true });
  try {
    const pictures = await job.pictures;
    throwIfAborted(signal);
    return new Map([...charts.keys()].map((name) => [name, pictures.get(name)!]));
  } finally {
    signal?.removeEventListener('abort', cancel);
  }
}

function throwIfAborted(signal: AbortSignal | undefined): void {
  if (signal?.aborted)
    throw new WinbackError('ABORTED', 'drawing the charts was aborted', { cause: signal.reason });
}

/** Starts the drawing thread and has it load what it needs, so that the first chart does not wait for it. */
export function loadRenderer(): Promise<void> {
  return chartWorker().load();
}
