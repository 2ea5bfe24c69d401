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
  readonly #kept = new KeptWords<number | string | null>();
  readonly #unseen = new KeptWords<string>();

  constructor({ title, unit }: TitledColumn, language: Language) {
    this.#texts = textsFor(language).reasonWords;
    this.#title = title[language];
    this.#unit = unit;
  }

  /** @param value null = missing */
  of(value: number | string | null): ValueWords {
    return this.#kept.of(value, () => this.#made(value, false));
  }

  /** A category that training never saw. */
  unseen(value: string): ValueWords {
    return this.#unseen.of(value, () => this.#made(value, true));
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

/** Words by value. Where most values come once, such as amounts, keeping them costs more than it saves, and none is kept. */
class KeptWords<T> {
  readonly #kept = new Map<T, ValueWords>();
  #found = 0;
  #isWorthIt = true;

  of(value: T, make: () => ValueWords): ValueWords {
    if (!this.#isWorthIt) return make();
    const found = this.#kept.get(value);
    if (found !== undefined) {
      this.#found++;
      return found;
    }
    const made = make();
    if (this.#kept.size >= mostKept) this.#clear();
    if (this.#isWorthIt) this.#kept.set(value, made);
    return made;
  }

  #clear(): void {
    this.#isWorthIt = this.#found >= mostKept;
    this.#found = 0;
    this.#kept.clear();
  }
}
