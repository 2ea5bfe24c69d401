import type { Language } from '../../report/format.js';
import { textsFor } from '../../report/texts/index.js';
import type { TitledColumn } from './titles.js';

/** The bytes of one reason: UTF-8. */
export interface ReasonBytes {
  /** The user's value as the input has it; empty where it is missing. */
  readonly value: Uint8Array;
  /** The words where the feature raises the risk. */
  readonly raises: Uint8Array;
  /** The words where it lowers it. */
  readonly lowers: Uint8Array;
}

/** Values of a feature whose words are kept: most users share a few, and memory stays bounded. */
const mostKept = 4096;

const encoder = new TextEncoder();

/** The words of one feature's values, made once for values that come again. */
export class FeatureWords {
  readonly #title: string;
  readonly #unit: string | null;
  readonly #language: Language;
  readonly #kept = new Map<number | string | null, ReasonBytes>();
  readonly #unseen = new Map<string, ReasonBytes>();

  constructor({ title, unit }: TitledColumn, language: Language) {
    this.#title = title[language];
    this.#unit = unit;
    this.#language = language;
  }

  /**
   * The words of a value.
   * @param value null = missing
   * @param unseen whether it is a category that training never saw
   */
  of(value: number | string | null, unseen = false): ReasonBytes {
    const kept = unseen ? this.#unseen : this.#kept;
    const found = kept.get(value as string);
    if (found !== undefined) return found;
    const made = this.#made(value, unseen);
    if (kept.size >= mostKept) kept.clear();
    kept.set(value as string, made);
    return made;
  }

  #made(value: number | string | null, unseen: boolean): ReasonBytes {
    const { short } = textsFor(this.#language).reasonWords;
    const of = (raises: boolean): Uint8Array =>
      encoder.encode(short({ title: this.#title, value, unit: this.#unit, unseen, raises }));
    return {
      value: encoder.encode(value === null ? '' : String(value)),
      raises: of(true),
      lowers: of(false),
    };
  }
}
