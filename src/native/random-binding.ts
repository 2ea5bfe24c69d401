/** native/addon/bindings/random_binding.cpp; errors are BAD_INPUT. */
export interface RandomBinding {
  /**
   * Fills `words` at once with the first `wordsEach` (a multiple of 4) words of Random's streams `firstStream`,
   * `firstStream` + 1, ... of a seed, one stream after the other.
   */
  randomWords(seed: number, firstStream: number, wordsEach: number, words: Uint32Array): void;
}
