import { requireShape } from '../base/shape.js';
import { count, type Language } from './format.js';
import { type ReadingInput, readingFacts, shareText } from './reading-facts.js';
import { textsFor } from './texts/index.js';

/** A line for everything that was left out or cannot be used, for a terminal; none where all was read. */
export function readingLines(input: ReadingInput, language: Language): readonly string[] {
  requireShape(input, 'input', { log: 'object' });
  requireShape(language, 'language', 'text');
  const texts = textsFor(language);
  return readingFacts(input, texts)
    .filter(({ fault, count: counted }) => fault && counted > 0)
    .map(({ what, count: counted, share, detail }) => {
      const of = share === null ? '' : ` (${shareText(share)})`;
      return `${what}${texts.colon}${count(counted)}${of}${detail === '' ? '' : `  ${detail}`}`;
    });
}
