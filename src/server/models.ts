import type { ModelStatus } from '../entries/client.js';
import { type Assigner, assigner } from '../entries/experiment.js';
import type { ModelSlot } from '../pipeline/serve/model-slot.js';

/** Part of the users is scored by another model. */
export interface Canary {
  readonly slot: ModelSlot;
  /** Share of the users, in (0, 1). */
  readonly share: number;
}

/** What one server serves. */
export interface ServedModels {
  readonly production: ModelSlot;
  readonly canary: Canary | null;
  /** Scores what production scores, after the answer: for comparison alone. */
  readonly shadow: ModelSlot | null;
}

/** The models of a server, and who is scored by which. */
export class Models {
  readonly production: ModelSlot;
  readonly canary: Canary | null;
  readonly shadow: ModelSlot | null;
  readonly #canaryOf: Assigner | null;

  constructor({ production, canary, shadow }: ServedModels) {
    this.production = production;
    this.canary = canary;
    this.shadow = shadow;
    this.#canaryOf =
      canary === null
        ? null
        : assigner({
            seed: 'winback-canary',
            variants: ['production', 'canary'],
            weights: [1 - canary.share, canary.share],
          });
  }

  /** The slot that scores a user: the same user always has the same. Without an id it is production. */
  of(id: string | null): ModelSlot {
    if (this.#canaryOf === null || id === null) return this.production;
    return this.#canaryOf(id).variant === 'canary' ? this.canary!.slot : this.production;
  }

  /** All slots, production first. */
  get slots(): readonly ModelSlot[] {
    return [
      this.production,
      ...(this.canary === null ? [] : [this.canary.slot]),
      ...(this.shadow === null ? [] : [this.shadow]),
    ];
  }

  /** What each name serves. */
  status(): readonly ModelStatus[] {
    return this.slots.map((slot) => statusOf(slot, slot === this.canary?.slot ? this.canary.share : null));
  }

  close(): void {
    for (const slot of this.slots) slot.close();
  }
}

function statusOf(slot: ModelSlot, share: number | null): ModelStatus {
  const { current, source, refused } = slot;
  return {
    ...{ name: source.name, place: source.place, version: current.version, digest: current.digest },
    title: current.stored.manifest.name,
    since: new Date(slot.since).toISOString(),
    previous: slot.previous?.version ?? null,
    warmUp: slot.warmUp ?? { rows: 0, recorded: false },
    refused:
      refused === null
        ? null
        : { digest: refused.digest, code: refused.error.code, message: refused.error.message },
    share,
    features: current.features.map(({ name, kind }) => ({ name, kind })),
  };
}
