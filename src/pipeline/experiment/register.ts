import type { ExperimentConfig } from '../../experiment/config/config.js';
import {
  type ExperimentRegister,
  type RegisterResult,
  registerExperiment,
} from '../../experiment/register/register.js';
import { firstExposure } from '../../experiment/sources/first-exposure.js';
import type { Environment } from '../../stores/secrets.js';
import { located } from '../located.js';

/** Where an experiment is registered, and by whom. */
export interface RegisterRequest {
  readonly register: ExperimentRegister;
  /** Folder that data paths of the configuration start from. */
  readonly root: string;
  /** This moment, ISO 8601 in UTC. */
  readonly now: string;
  /** Who registers; null for nobody named. */
  readonly by: string | null;
  /** Registers an experiment that has begun, marked as late. */
  readonly late: boolean;
  readonly signal?: AbortSignal | undefined;
  /** Environment variables that hold secrets, such as `process.env`. */
  readonly environment?: Environment | undefined;
}

/** What `winback experiment register` does: looks for exposures in the data, then registers. @throws as registerExperiment */
export async function registerWithData(
  config: ExperimentConfig,
  { register, root, now, by, late, signal, environment }: RegisterRequest,
): Promise<RegisterResult> {
  const resolvePath = (file: string): string => located(file, root);
  const first = await firstExposure(config, { resolvePath, signal, environment, root });
  return registerExperiment(register, config, { now, by, late, firstExposure: first });
}
