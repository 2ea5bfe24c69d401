import { readdir, stat } from 'node:fs/promises';
import path from 'node:path';

import { WinbackError } from '../../base/errors.js';
import { planFileName } from '../../campaign/plan-file.js';
import { ServedPlan } from './served-plan.js';

/** The plan that decides. Another one in its folder takes its place once it was read and compared; a bad one never does. */
export class PlanSlot {
  /** Folder of a plan, or of the days of `winback run daily`, whose newest plan decides. */
  readonly folder: string;
  #current: ServedPlan | null = null;
  #place = '';
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
    const { place, stamp } = await newestPlan(this.folder);
    // A day that is run again has no plan for a moment; the plan of the day before does not come back for it.
    if (stamp === this.#stamp || place < this.#place) return false;
    this.#current = await ServedPlan.open(place);
    this.#place = place;
    this.#stamp = stamp;
    return true;
  }
}

interface FoundPlan {
  readonly place: string;
  readonly stamp: string;
}

async function newestPlan(folder: string): Promise<FoundPlan> {
  const own = await planIn(folder);
  if (typeof own !== 'string') return own;
  const names = await readdir(folder).catch((): string[] => []);
  const days = names.filter((name) => /^\d{4}-\d{2}-\d{2}$/.test(name)).sort();
  for (const day of days.reverse()) {
    const found = await planIn(path.join(folder, day, 'plan'));
    if (typeof found !== 'string') return found;
  }
  throw new WinbackError('NOT_FOUND', `no plan in ${folder}: ${own}`);
}

/** The plan of a folder, or why there is none. */
async function planIn(place: string): Promise<FoundPlan | string> {
  try {
    const { ino, size, mtimeMs } = await stat(path.join(place, planFileName));
    return { place, stamp: `${place} ${ino} ${size} ${mtimeMs}` };
  } catch (cause) {
    return (cause as Error).message;
  }
}
