import type { Progress } from '../base/progress.js';
import type { Language } from './format.js';
import { wordOf } from './names.js';
import { textsFor } from './texts/index.js';

/** What a terminal shows of a piece of work that is going on. */
export interface ProgressText {
  /** Name of the stage. */
  readonly stage: string;
  /** What of it is worked on; empty where nothing is said. */
  readonly detail: string;
}

/**
 * Stage and detail of a progress report in words.
 * @param progress of any call's `onProgress`
 * @param language of the words
 */
export function progressText({ stage, detail = '' }: Progress, language: Language): ProgressText {
  const t = textsFor(language).progress;
  return { stage: wordOf(t.stages, stage), detail: detailText(detail, t) };
}

/** Engines name a day, a fold or a number of rows beside its word. */
function detailText(detail: string, t: ReturnType<typeof textsFor>['progress']): string {
  const [, kind, value] = /^(snapshot|fold) (\S+)$/.exec(detail) ?? [];
  if (kind === 'snapshot') return t.snapshot(value!);
  if (kind === 'fold') return t.fold(value!);
  const rows = /^(\d+) rows$/.exec(detail)?.[1];
  return rows === undefined ? wordOf(t.details, detail) : t.rows(rows);
}
