import { stat } from 'node:fs/promises';
import path from 'node:path';

import { WinbackError } from '../../base/errors.js';
import { planFileName } from '../../campaign/plan-file.js';
import { ServedPlan } from './served-plan.js';

/** The plan that decides. Another one in its folder takes its place once it was read and compared; a bad one never does. */
export class PlanSlot {
  readonly folder: string;
  #current: ServedPlan | null = null;
  #stamp = '';

  constructor(folder: string) {
    this.folder = folder;
  }

  /** The plan that decides. @throws WinbackError CLOSED before the first */
  get current(): ServedPlan {
    if (this.#current === null) throw new WinbackError('CLOSED', `${this.folder}: no plan decides`);
    return this.#current;
  }

  /** Reads the plan again where it was replaced. @returns whether another one decides. @throws WinbackError as ServedPlan.open */
  async refresh(): Promise<boolean> {
    const { ino, size, mtimeMs } = await stat(path.join(this.folder, planFileName)).catch(
      (cause: unknown) => {
        throw new WinbackError('NOT_FOUND', `no plan in ${this.folder}: ${(cause as Error).message}`, {
          cause,
        });
      },
    );
    const stamp = `${ino} ${size} ${mtimeMs}`;
    if (stamp === this.#stamp) return false;
    this.#current = await ServedPlan.open(this.folder);
    this.#stamp = stamp;
    return true;
  }
}
