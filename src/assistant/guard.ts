/** Most letters of one text of an answer. */
const mostLetters = 300;

/** Names, digests, days and times: they hold no sentence. */
const plain = /^[\w.:%*()@+/-]{0,80}$/;

/** Letters that steer a terminal or the direction of writing, or that nobody sees. */
const unseen = /[\p{Cc}\p{Cf}\p{Cs}\p{Co}\u2028\u2029]/gu;

/**
 * A text of a record as an answer holds it: what is not a plain name stands between « and », without letters that nobody sees,
 * and says how many letters were left out.
 */
export function guardedText(text: string): string {
  if (plain.test(text)) return text;
  const shown = text.replaceAll(unseen, '\ufffd').replaceAll('«', '‹').replaceAll('»', '›');
  const letters = Array.from(shown);
  if (letters.length <= mostLetters) return `«${shown}»`;
  return `«${letters.slice(0, mostLetters).join('')}…» (+${letters.length - mostLetters})`;
}

/** A value with every text in it guarded. Keys are those of the program: what data name is a value. */
export function guarded(value: unknown): unknown {
  if (typeof value === 'string') return guardedText(value);
  if (Array.isArray(value)) return value.map(guarded);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, guarded(inner)]));
}
