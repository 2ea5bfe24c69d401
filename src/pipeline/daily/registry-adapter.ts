import { WinbackError } from '../../base/errors.js';
import type { PointerEntry, RegisteredVersion } from '../../registry/versions/records.js';
import type { Registry } from '../../registry/versions/registry.js';
import { type DayModel, endOfDay } from './day.js';
import type { DailyRegistry, Promotion } from './memory.js';

const production = 'production';
/** By whom the registry says that a daily run did something. */
export const dailyDeed = 'winback run daily';

/** The registry of a daily run over one in a folder or an object store. */
export class StoredRegistry implements DailyRegistry {
  readonly #registry: Registry;
  /** Folder in which models lie on this machine. */
  readonly #models: string;

  constructor(registry: Registry, models: string) {
    this.#registry = registry;
    this.#models = models;
  }

  get name(): string {
    return this.#registry.name;
  }

  async production(): Promise<string | null> {
    return (await this.#registry.current(production))?.digest ?? null;
  }

  async former(): Promise<string | null> {
    return inOrder(await this.history()).at(-2) ?? null;
  }

  versions(): Promise<readonly RegisteredVersion[]> {
    return this.#registry.versions();
  }

  history(): Promise<readonly PointerEntry[]> {
    return this.#registry.history(production);
  }

  async folder(digest: string): Promise<DayModel> {
    const folder = await this.#registry.folderOf(digest, this.#models).catch((cause: unknown) => {
      if (!(cause instanceof WinbackError) || cause.code !== 'NOT_FOUND') throw cause;
      throw new WinbackError(
        'NOT_FOUND',
        `the registry ${this.#registry.name} has no model ${digest}, which the day was run with: restore the registry; or remove the folder of the day and its state to begin anew`,
        { cause },
      );
    });
    return { digest, folder };
  }

  async publish(
    folder: string,
    date: string,
    reason = `trained on what was known by the end of ${date}`,
  ): Promise<string> {
    const deed = { now: endOfDay(date), by: dailyDeed, reason };
    return (await this.#registry.publish(folder, deed)).digest;
  }

  async promote({ digest, instead, date, reason }: Promotion): Promise<void> {
    const entry = await this.#registry.current(production);
    // A run that was killed between the promotion and its record finds it done.
    if (entry?.digest === digest) return;
    const base = (entry?.digest ?? null) === instead ? (entry?.number ?? null) : undefined;
    if (base === undefined)
      throw new WinbackError(
        'CONFLICT',
        `the registry ${this.#registry.name} has had another model in production since this was decided: run the day again`,
      );
    const change = { now: endOfDay(date), by: dailyDeed, reason, name: production, base };
    if (reason === 'rollback') await this.#registry.rollback(change);
    else await this.#registry.promote(digest, change);
  }

  /** Every change of the model in production, the first one first. */
  async promotions(): Promise<
    readonly { readonly digest: string; readonly promotedAt: string; readonly reason: string }[]
  > {
    const history = await this.history();
    return history.map(({ digest, at, reason }) => ({ digest, promotedAt: at.slice(0, 10), reason }));
  }
}

/** Models that one after the other took over and were not taken back. */
function inOrder(history: readonly PointerEntry[]): readonly string[] {
  const order: string[] = [];
  for (const { kind, digest } of history) {
    if (kind === 'rollback') order.pop();
    if (order.at(-1) !== digest) order.push(digest);
  }
  return order;
}
