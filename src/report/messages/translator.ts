import { type Place, type Template, templateOf, valuesIn } from './template.js';

/** English texts with their translations: `{}` in the one is `{1}`, `{2}`, ... in the other. */
export type MessageCatalogue = Readonly<Record<string, string>>;

/** What a translator is made of. */
export interface TranslatorTexts {
  /** Whole messages. */
  readonly messages: readonly MessageCatalogue[];
  /** Phrases that stand where a message has a name or a value. */
  readonly phrases: readonly MessageCatalogue[];
  /** ` (did you mean "x"?)`, which may stand in any message. */
  readonly suggestion: (meant: string) => string;
}

/** A message can hold a message, which can hold a message; hostile text must not go deeper. */
const deepest = 6;
const suggested = / \(did you mean "([^"]*)"\?\)/;

function compiled(catalogues: readonly MessageCatalogue[]): readonly Template[] {
  const templates = catalogues.flatMap((catalogue) =>
    Object.entries(catalogue).map(([english, translated]) => templateOf(english, translated)),
  );
  return templates.sort((a, b) => openEnds(a) - openEnds(b) || b.weight - a.weight);
}

/** What begins or ends with its own words is meant before what begins or ends with a value: a value could hold those words. */
function openEnds({ literals }: Template): number {
  return (literals[0] === '' ? 2 : 0) + (literals.at(-1) === '' ? 1 : 0);
}

/** Translates messages by their English text. */
export class Translator {
  readonly #messages: readonly Template[];
  readonly #phrases: readonly Template[];
  readonly #suggestion: (meant: string) => string;

  constructor({ messages, phrases, suggestion }: TranslatorTexts) {
    this.#messages = compiled(messages);
    this.#phrases = compiled(phrases);
    this.#suggestion = suggestion;
  }

  /** The message in the other language, or null where no text of the catalogue fits. */
  message(english: string): string | null {
    const meant = suggested.exec(english);
    if (meant === null) return this.#of(this.#messages, english, 0);
    const { index } = meant;
    const rest = english.slice(0, index) + english.slice(index + meant[0].length);
    const text = this.#of(this.#messages, rest, 0);
    return text === null ? null : text + this.#suggestion(meant[1]!);
  }

  #of(templates: readonly Template[], english: string, depth: number): string | null {
    if (depth > deepest) return null;
    for (const template of templates) {
      const values = valuesIn(english, template);
      const text = values === null ? null : this.#filled(template, values, depth);
      if (text !== null) return text;
    }
    return null;
  }

  #filled({ translation }: Template, values: readonly string[], depth: number): string | null {
    let text = '';
    for (const part of translation) {
      const next = typeof part === 'string' ? part : this.#placed(part, values[part.index]!, depth + 1);
      if (next === null) return null;
      text += next;
    }
    return text;
  }

  #listed(value: string, depth: number): string {
    const parts = value.split(/(; |\n {2})/).map((part, i) => {
      if (i % 2 === 1) return part === '; ' ? '；' : part;
      return this.#of(this.#messages, part, depth) ?? part;
    });
    return parts.join('');
  }

  #placed({ kind }: Place, value: string, depth: number): string | null {
    if (kind === 'value') return value;
    if (kind === 'words') return this.#of(this.#phrases, value, depth) ?? value;
    if (kind === 'list') return this.#listed(value, depth);
    const text = this.#of(this.#messages, value, depth);
    return kind === 'cause' ? (text ?? value) : text;
  }
}
