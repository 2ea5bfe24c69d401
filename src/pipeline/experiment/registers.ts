import { zoneOffset } from '../../base/time-zone.js';
import type { ExperimentConfig } from '../../experiment/config/config.js';
import type { ExperimentRegister } from '../../experiment/register/register.js';
import { experimentRegister } from '../../state/experiment-register.js';
import type { Environment } from '../../stores/secrets.js';
import { type StatePlace, withState } from '../state/place.js';
import { recordsOfRun } from './records-of-run.js';
import { registerAt } from './register-at.js';
import type { ExperimentRun } from './run.js';

/**
 * Where experiments are registered: a folder, a prefix of an object store with the environment that has its keys, or the state
 * of a running system under the name of its configuration.
 */
export type RegisterPlace =
  | { readonly folder: string; readonly environment?: Environment | undefined }
  | { readonly state: StatePlace; readonly project: string };

/** A register that is open. */
export interface OpenRegister {
  readonly register: ExperimentRegister;
  /** Keeps what an analysis said today; a folder keeps the looks of the plan alone. */
  keep(run: Pick<ExperimentRun, 'result' | 'data'>): Promise<void>;
}

/**
 * Works with a register, which is closed at the end.
 * @param place where it is
 * @param config of the experiment, whose zone says which day it is
 * @param now this moment, ISO 8601 in UTC
 * @throws WinbackError as openState, and what `work` throws
 */
export async function withRegister<T>(
  place: RegisterPlace,
  config: ExperimentConfig,
  now: string,
  work: (open: OpenRegister) => Promise<T>,
): Promise<T> {
  if ('folder' in place) {
    const register = await registerAt(place.folder, { environment: place.environment });
    return work({ register, keep: async () => undefined });
  }
  const { project } = place;
  const date = dayOf(now, config.timeZone);
  return withState(place.state, { create: true }, (state) => {
    const register = experimentRegister(state, { project, day: date });
    const keep = async (run: Pick<ExperimentRun, 'result' | 'data'>): Promise<void> =>
      state.put(await recordsOfRun(config, run, { project, date, now, register }));
    return work({ register, keep });
  });
}

function dayOf(now: string, zone: string): string {
  const instant = Date.parse(now);
  return new Date(instant + zoneOffset(zone)(instant)).toISOString().slice(0, 10);
}
