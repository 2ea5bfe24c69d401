/**
 * A caller's callback that runs deep inside: layers between may wrap what it throws, the caller gets back his
 * own value, whatever it is.
 */
export class Callback<A extends readonly unknown[]> {
  readonly #call: (...args: A) => void;
  #thrown: { readonly value: unknown } | undefined;

  constructor(call: (...args: A) => void) {
    this.#call = call;
  }

  readonly run = (...args: A): void => {
    try {
      this.#call(...args);
    } catch (value) {
      this.#thrown = { value };
      throw value;
    }
  };

  /** Runs `work`, which calls `run`, and throws what the callback threw rather than what became of it. */
  async around<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      throw this.#thrown === undefined ? error : this.#thrown.value;
    }
  }
}
