import type { Language } from '../../report/format.js';
import { textsFor } from '../../report/texts/index.js';
import type { TitledColumn } from './titles.js';

/** One value of a feature in a file of scores. */
export interface ValueWords {
  /** The value as the input has it; null where it is missing. */
  readonly value: string | null;
  /** What follows the title of the feature: the value in words. */
  readonly words: string;
}

/** Values of a feature whose words are kept: most users share a few, and memory stays bounded. */
const mostKept = 4096;

/** The words of one feature, made once for values that come again. */
export class FeatureWords {
  readonly #unit: string | null;
  readonly #texts: ReturnType<typeof textsFor>['reasonWords'];
  readonly #title: string;
  readonly #kept = new Map<number | string | null, ValueWords>();
  readonly #unseen = new Map<string, ValueWords>();

  constructor({ title, unit }: TitledColumn, language: Language) {
    this.#texts = textsFor(language).reasonWords;
    this.#title = title[language];
    this.#unit = unit;
  }

  /** @param value null = missing */
  of(value: number | string | null): ValueWords {
    return keptIn(this.#kept, value, () => this.#made(value, false));
  }

  /** A category that training never saw. */
  unseen(value: string): ValueWords {
    return keptIn(this.#unseen, value, () => this.#made(value, true));
  }

  /** The whole sentence. */
  said({ words }: ValueWords, raises: boolean): string {
    return this.#texts.reason(this.#title, words, raises);
  }

  #made(value: number | string | null, unseen: boolean): ValueWords {
    const words = this.#texts.value(value, this.#unit, unseen);
    return { value: value === null ? null : String(value), words };
  }
}

function keptIn<T>(kept: Map<T, ValueWords>, key: T, make: () => ValueWords): ValueWords {
  const found = kept.get(key);
  if (found !== undefined) return found;
  const made = make();
  if (kept.size >= mostKept) kept.clear();
  kept.set(key, made);
  return made;
}
