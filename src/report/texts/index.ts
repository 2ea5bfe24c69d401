import type { Language } from '../format.js';
import { en } from './en.js';
import { zh } from './zh.js';

/** The same tree with free wording: each leaf a text, or a text that takes the same arguments. */
export type Wording<T> = T extends string
  ? string
  : T extends (...values: infer Values) => string
    ? (...values: Values) => string
    : { readonly [K in keyof T]: Wording<T[K]> };

/** Everything a report says. A text missing in one language does not compile. */
export type Texts = Wording<typeof en>;

const catalogue: Readonly<Record<Language, Texts>> = { en, zh };

/** The texts of one language. */
export function textsFor(language: Language): Texts {
  return catalogue[language];
}

/** The language of a catalogue, to pick from the engines' own bilingual texts. */
export function languageOf(texts: Texts): Language {
  return texts.language === 'zh' ? 'zh' : 'en';
}
