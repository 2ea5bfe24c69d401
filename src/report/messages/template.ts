/** How a place of a translated text takes the value that stood there: as it is, or translated as well. */
export type PlaceKind = 'value' | 'words' | 'message' | 'cause' | 'list';

/** One place of a translation. */
export interface Place {
  /** Which place of the English text, from 0. */
  readonly index: number;
  readonly kind: PlaceKind;
}

/** A message in English with its translation, taken apart. */
export interface Template {
  /** The fixed texts of the English message around its places, one more than there are places. */
  readonly literals: readonly string[];
  /** The translation: fixed texts and places in turn. */
  readonly translation: readonly (string | Place)[];
  /** Letters of the fixed texts: where several templates fit, the one that says most is meant. */
  readonly weight: number;
}

const placePattern = /\{(\d+)(?::(words|message|cause|list))?\}/;

/**
 * Takes one entry of a catalogue apart.
 * @param english the message, with `{}` for each value
 * @param translated the same in another language. `{1}` is the first value as it is, `{1:words}` the value or its translation
 *   where it is one of the phrases, `{1:message}` a message that has a translation, `{1:cause}` one that may have none,
 *   `{1:list}` several of these with `; ` or a line end between them
 */
export function templateOf(english: string, translated: string): Template {
  const literals = english.split('{}');
  const parts = translated.split(new RegExp(placePattern, 'g'));
  const translation: (string | Place)[] = [];
  for (let i = 0; i < parts.length; i += 3) {
    translation.push(parts[i]!);
    if (i + 1 < parts.length)
      translation.push({
        index: Number(parts[i + 1]) - 1,
        kind: (parts[i + 2] as PlaceKind | undefined) ?? 'value',
      });
  }
  return { literals, translation, weight: english.length - 2 * (literals.length - 1) };
}

/** The values of `message` at the places of a template, each as short as can be; null where it is another message. */
export function valuesIn(message: string, { literals }: Template): readonly string[] | null {
  const first = literals[0]!;
  if (literals.length === 1) return message === first ? [] : null;
  const last = literals.at(-1)!;
  if (!message.startsWith(first) || !message.endsWith(last)) return null;
  const end = message.length - last.length;
  const values: string[] = [];
  let from = first.length;
  for (const literal of literals.slice(1, -1)) {
    const at = message.indexOf(literal, from);
    if (at < 0 || at + literal.length > end) return null;
    values.push(message.slice(from, at));
    from = at + literal.length;
  }
  if (from > end) return null;
  return [...values, message.slice(from, end)];
}
