import { WinbackError } from '../../base/errors.js';
import type { ModelSource } from './model-source.js';
import { ServedModel } from './served-model.js';
import { type WarmUpResult, warmUp } from './warm-up.js';

/** What came of looking whether another model stands at the source. */
export interface Refreshed {
  /** Whether another model is served now. */
  readonly changed: boolean;
  /** Whether it was loaded; a model that was served before is open still. */
  readonly loaded: boolean;
}

/** A model that could not be served. */
export interface RefusedModel {
  /** Its digest; null where even that could not be read. */
  readonly digest: string | null;
  /** Why. */
  readonly error: WinbackError;
  /** When, ms since 1970. */
  readonly at: number;
}

/** A model that was refused is looked at again after this time, ms: loading one takes long. */
const refusedFor = 60_000;

/**
 * The model that a name serves. Another one takes its place by one assignment after it has been loaded and warmed up; what cannot
 * be loaded never does. The model before stays open, so that going back takes no load.
 */
export class ModelSlot {
  readonly source: ModelSource;
  readonly #now: () => number;
  #current: ServedModel | null = null;
  #previous: ServedModel | null = null;
  #warmUp: WarmUpResult | null = null;
  #since = 0;
  #refused: RefusedModel | null = null;
  #turn: Promise<unknown> = Promise.resolve();
  readonly #warmUps = new Map<string, WarmUpResult>();
  readonly #accept: (model: ServedModel) => void;

  /**
   * @param now clock, ms since 1970
   * @param accept throws where a model must not serve here, although it is whole
   */
  constructor(
    source: ModelSource,
    now: () => number,
    accept: (model: ServedModel) => void = () => undefined,
  ) {
    this.source = source;
    this.#now = now;
    this.#accept = accept;
  }

  /** The model that serves now. A handler reads it once, and uses nothing else. @throws WinbackError CLOSED before the first */
  get current(): ServedModel {
    if (this.#current === null) throw new WinbackError('CLOSED', `${this.source.place}: no model is served`);
    return this.#current;
  }

  /** Whether a model is served. */
  get isServing(): boolean {
    return this.#current !== null;
  }

  /** Since when the current model serves, ms since 1970. */
  get since(): number {
    return this.#since;
  }

  /** What the warm-up of the current model compared. */
  get warmUp(): WarmUpResult | null {
    return this.#warmUp;
  }

  /** The last model that could not be served; null since one could. */
  get refused(): RefusedModel | null {
    return this.#refused;
  }

  /** The model before, which is open still. */
  get previous(): ServedModel | null {
    return this.#previous;
  }

  /**
   * Serves what stands at the source now. One call at a time; what fails leaves the current model where it is.
   * @param again also try a model that was refused a moment ago
   * @throws WinbackError as the source and loadModel; BAD_MODEL where the warm-up differs
   */
  refresh(again = false): Promise<Refreshed> {
    const turn = this.#turn.then(() => this.#refresh(again));
    this.#turn = turn.catch(() => undefined);
    return turn;
  }

  /** Closes both models once nobody holds them. */
  close(): void {
    this.#current?.retire();
    this.#previous?.retire();
    this.#current = null;
    this.#previous = null;
  }

  async #refresh(again: boolean): Promise<Refreshed> {
    let digest: string | null = null;
    try {
      digest = await this.source.digest();
      if (digest === this.#current?.digest) return { changed: false, loaded: false };
      if (!again) this.#requireNotRefused(digest);
      const known = this.#previous?.digest === digest ? this.#previous : null;
      this.#serve(known ?? (await this.#loaded(digest)));
      return { changed: true, loaded: known === null };
    } catch (cause) {
      const error = cause instanceof WinbackError ? cause : failed(cause);
      if (error !== this.#refused?.error) this.#refused = { digest, error, at: this.#now() };
      throw error;
    }
  }

  #requireNotRefused(digest: string): void {
    const refused = this.#refused;
    if (refused?.digest === digest && this.#now() - refused.at < refusedFor) throw refused.error;
  }

  async #loaded(digest: string): Promise<ServedModel> {
    const stored = await this.source.load(digest);
    try {
      const model = await ServedModel.of(stored);
      this.#accept(model);
      this.#warmUps.set(digest, await warmUp(model));
      return model;
    } catch (error) {
      stored.classifier.close();
      throw error;
    }
  }

  #serve(model: ServedModel): void {
    if (model !== this.#previous) this.#previous?.retire();
    this.#previous = this.#current;
    this.#current = model;
    this.#since = this.#now();
    this.#refused = null;
    this.#warmUp = this.#warmUps.get(model.digest) ?? null;
    for (const digest of this.#warmUps.keys())
      if (digest !== model.digest && digest !== this.#previous?.digest) this.#warmUps.delete(digest);
  }
}

function failed(cause: unknown): WinbackError {
  return new WinbackError('IO', `the model cannot be loaded: ${(cause as Error).message}`, { cause });
}
