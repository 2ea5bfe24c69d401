import { WinbackError } from './errors.js';
import { shown } from './options.js';

/** How far a long piece of work is. A report comes before the unit of work that it names. */
export interface Progress {
  /** What is being done: a short English name, such as `training`. A stage may come back. */
  readonly stage: string;
  /** Units of this stage that are done, from 0. */
  readonly done: number;
  /** All units of this stage; null where the end is not known. */
  readonly total: number | null;
  /** What of the stage is worked on now, such as `snapshot 2025-03-01`. */
  readonly detail?: string | undefined;
}

/**
 * Takes the progress of a call. What it throws ends the call, which rejects with it.
 * @param progress where the work stands
 */
export type OnProgress = (progress: Progress) => void;

/**
 * The `onProgress` of a function's options.
 * @throws WinbackError BAD_INPUT where it is no function, or stands under the former name `progress`
 */
export function progressOf(
  name: string,
  options: { readonly onProgress?: OnProgress | undefined } | undefined,
): OnProgress | undefined {
  const { onProgress, progress } = (options ?? {}) as { readonly onProgress?: unknown; progress?: unknown };
  if (progress !== undefined)
    throw new WinbackError(
      'BAD_INPUT',
      `${name}: the option "progress" is now onProgress, a function of {stage, done, total, detail}`,
    );
  if (onProgress === undefined || typeof onProgress === 'function')
    return onProgress as OnProgress | undefined;
  throw new WinbackError('BAD_INPUT', `${name}.onProgress must be a function, got ${shown(onProgress)}`);
}
