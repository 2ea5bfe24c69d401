import type { Language } from './format.js';
import { type Texts, textsFor } from './texts/index.js';

/** A sentence in both report languages. */
export interface Bilingual {
  /** In Chinese. */
  readonly zh: string;
  /** In English. */
  readonly en: string;
}

/** What `sentence` says of a record, in both languages. */
export function inBoth<T>(sentence: (record: T, texts: Texts) => string, record: T): Bilingual {
  const of = (language: Language): string => sentence(record, textsFor(language));
  return { zh: of('zh'), en: of('en') };
}
