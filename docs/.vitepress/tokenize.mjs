/**
 * The words of a text, for the search of the site. Chinese is written without spaces: words are found by the language's
 * own rules. VitePress sends this function to the browser as text, so that it can use nothing from outside of itself.
 * @param {string} text
 * @returns {string[]}
 */
export function tokenize(text) {
  const segments = new Intl.Segmenter('zh', { granularity: 'word' }).segment(text);
  return Array.from(segments)
    .filter(({ isWordLike }) => isWordLike)
    .map(({ segment }) => segment);
}
