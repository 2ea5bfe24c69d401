import type { WinbackError } from '../base/errors.js';
import type { ModelSlot } from '../pipeline/serve/model-slot.js';
import type { Service } from './service.js';

/** Looks again and again whether other models stand at the sources. What cannot be served is logged once and counted. */
export class ModelPoll {
  readonly #service: Service;
  readonly #everyMs: number;
  readonly #told = new WeakMap<ModelSlot, WinbackError>();
  /** The last failure of each event, which is told once. */
  readonly #failures = new Map<string, string>();
  #timer: NodeJS.Timeout | undefined;

  /** @param everyMs 0 = only when told */
  constructor(service: Service, everyMs: number) {
    this.#service = service;
    this.#everyMs = everyMs;
  }

  start(): void {
    if (this.#everyMs === 0) return;
    this.#timer = setTimeout(() => {
      // Failures were told; the next look comes either way.
      this.#look(false)
        .catch(() => undefined)
        .finally(() => {
          if (this.#timer !== undefined) this.start();
        });
    }, this.#everyMs);
    this.#timer.unref();
  }

  stop(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  /** Looks now. @throws WinbackError of the first source whose model cannot be served */
  refresh(): Promise<void> {
    return this.#look(true);
  }

  async #look(again: boolean): Promise<void> {
    let failure: unknown = null;
    await this.#reloadCallers().catch((error: unknown) => {
      failure = error;
    });
    await this.#refreshTable().catch((error: unknown) => {
      failure ??= error;
    });
    await this.#refreshPlan().catch((error: unknown) => {
      failure ??= error;
    });
    for (const slot of this.#service.models.slots) {
      await this.#refresh(slot, again).catch((error: unknown) => {
        failure ??= error;
      });
    }
    if (failure !== null) throw failure;
  }

  async #reloadCallers(): Promise<void> {
    const { access } = this.#service;
    try {
      await access.reload();
      this.#failures.delete('keys-refused');
    } catch (error) {
      this.#tell('keys-refused', error as WinbackError);
      throw error;
    }
  }

  #tell(event: string, { code, message }: WinbackError): void {
    if (this.#failures.get(event) === message) return;
    this.#failures.set(event, message);
    this.#service.log.event(event, { code, message });
  }

  async #refreshTable(): Promise<void> {
    const { table, models, log } = this.#service;
    if (table === null) return;
    try {
      const isOther = await table.slot.refresh(models.production.current);
      this.#failures.delete('features-refused');
      if (!isOther) return;
      const { facts, rows } = table.slot.current;
      log.event('features', { asOf: facts.asOf, rows });
    } catch (error) {
      this.#tell('features-refused', error as WinbackError);
      throw error;
    }
  }

  async #refreshPlan(): Promise<void> {
    const { plan, log } = this.#service;
    try {
      const isOther = await plan?.refresh();
      this.#failures.delete('plan-refused');
      if (plan === null || isOther !== true) return;
      log.event('plan', { digest: plan.current.file.digest, users: plan.current.size });
    } catch (error) {
      this.#tell('plan-refused', error as WinbackError);
      throw error;
    }
  }

  async #refresh(slot: ModelSlot, again: boolean): Promise<void> {
    const { log, metrics } = this.#service;
    const { name } = slot.source;
    const before = slot.previous;
    try {
      const { changed, loaded } = await slot.refresh(again);
      if (!changed) return;
      if (slot === this.#service.models.production) this.#service.table?.slot.follow(slot.current);
      if (before !== null && before !== slot.current) metrics.forget(name, before.version);
      log.event('model', { name, version: slot.current.version, digest: slot.current.digest, loaded });
    } catch (error) {
      const { code, message } = error as WinbackError;
      if (this.#told.get(slot) !== error) {
        metrics.refused(name);
        log.event('model-refused', { name, code, message, served: slot.current.version });
      }
      this.#told.set(slot, error as WinbackError);
      throw error;
    }
  }
}
