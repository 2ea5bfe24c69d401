/** A pattern of words, and how much it says from 0 to 1. */
export type Word = readonly [pattern: RegExp, weight: number];

const generic = /^(id|name|type|value|key|code|no|number|time|at|date|amount|total|编号|名称|类型)$/;

/**
 * The words of a column's or event's name, lower case and apart: `CustomerID` and `customer_id` are `customer id`. A word
 * that says little alone (`id`, `type`) takes the one of the enclosing value with it: `user.id` is `user id`.
 */
export function phraseOf(path: readonly string[]): string {
  const last = words(path.at(-1) ?? '');
  const above = path.length > 1 ? words(path.at(-2)!) : '';
  return generic.test(last) && above !== '' && !/^(properties|params|data|payload|event|context)$/.test(above)
    ? `${above} ${last}`
    : last;
}

export function words(name: string): string {
  return name
    .replaceAll(/([a-z0-9])([A-Z])/g, '$1 $2')
    .replaceAll(/([A-Z]+)([A-Z][a-z])/g, '$1 $2')
    .replaceAll(/[^\p{L}\p{N}]+/gu, ' ')
    .trim()
    .toLowerCase();
}

/** The largest weight of the words that fit; 0 for none. */
export function weightOf(phrase: string, dictionary: readonly Word[]): number {
  return dictionary.reduce(
    (best, [pattern, weight]) => (weight > best && pattern.test(phrase) ? weight : best),
    0,
  );
}
