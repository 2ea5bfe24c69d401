import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';

import { openState } from '../../../src/state/open.js';
import type { State } from '../../../src/state/state.js';

/** A state of one test, in a folder that goes with it. */
export interface TestState {
  readonly state: State;
  readonly folder: string;
  /** Closes the state and removes the folder. */
  end(): Promise<void>;
}

export async function testState(): Promise<TestState> {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'winback-delivery-'));
  const state = await openState(path.join(folder, 'state.db'));
  return {
    state,
    folder,
    end: async () => {
      await state.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
