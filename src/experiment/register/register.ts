import { WinbackError } from '../../base/errors.js';
import { flag, optional, resolveOptions, shown, text } from '../../base/options.js';
import { requireShape } from '../../base/shape.js';
import type { ExperimentConfig } from '../config/config.js';
import { requireConfig } from '../config/guards.js';
import type { RegistrationStanding } from '../records/records.js';
import { experimentDigest } from './digest.js';
import type { TakenLook } from './looks.js';
import { type Registration, type RegistrationFacts, registrationOf } from './registration.js';

/** Where registrations are kept. Both kinds of record are written once and never changed. */
export interface ExperimentRegister {
  /**
   * The registration of one version; null where there is none.
   * @param name of the experiment
   * @param version of the experiment
   */
  find(name: string, version: string): Promise<Registration | null>;
  /** Every registration, in the order of names and versions. */
  list(): Promise<readonly Registration[]>;
  /**
   * Keeps a registration unless its version has one.
   * @param registration to be kept
   * @returns whether it was kept: false where another one was there first
   */
  add(registration: Registration): Promise<boolean>;
  /**
   * Looks that were taken at one version, in their order.
   * @param name of the experiment
   * @param version of the experiment
   */
  looks(name: string, version: string): Promise<readonly TakenLook[]>;
  /**
   * Keeps a look unless that number was taken.
   * @param name of the experiment
   * @param version of the experiment
   * @param look to be kept
   * @returns whether it was kept: false where it was taken before
   */
  addLook(name: string, version: string, look: TakenLook): Promise<boolean>;
}

/** What became of a registration. */
export interface RegisterResult {
  /** `already-registered`: the same was registered before, nothing was changed. */
  readonly state: 'registered' | 'already-registered';
  /** What is registered. */
  readonly registration: Registration;
}

/**
 * Registers an experiment before its first exposure. Registering the same again changes nothing. An experiment that has begun
 * is refused, or marked as late where that is asked for; a changed configuration needs a new version.
 * @param register where registrations are kept
 * @param config of experimentConfig, with minimumDays
 * @param facts when, by whom, and the first exposure that is already there
 * @throws WinbackError BAD_INPUT for an experiment that has begun, or a version that is registered otherwise; BAD_CONFIG
 *
 * @example
 * ```ts
 * import { experimentConfig, fileRegister, registerExperiment } from 'winback/experiment';
 *
 * const metrics = [{ name: 'paid', kind: 'proportion', role: 'primary', column: 'paid' }];
 * const common = { name: 'coupon', control: 'off', treatments: ['on'], metrics, minimumDays: 14 };
 * const config = experimentConfig({ ...common, data: { file: 'users.csv', variant: 'arm' } });
 * const facts = { now: '2026-03-01T00:00:00Z', firstExposure: null };
 * const { registration } = await registerExperiment(fileRegister('experiments'), config, facts);
 * registration.late; // false
 * ```
 */
export async function registerExperiment(
  register: ExperimentRegister,
  config: ExperimentConfig,
  facts: RegistrationFacts,
): Promise<RegisterResult> {
  requireShape(register, 'register', { find: 'function', add: 'function' });
  requireConfig(config);
  const checked = resolveOptions<RegistrationFacts>('facts', facts, {
    now: text,
    by: optional(text, null),
    firstExposure: optional(text, null),
    late: optional(flag, false),
  });
  const before = await register.find(config.name, config.version);
  // What was registered in time stays so, however often it is registered again.
  const wanted = registrationOf(config, before === null ? checked : { ...checked, late: true });
  if (before !== null) return { state: 'already-registered', registration: same(before, wanted) };
  if (await register.add(wanted)) return { state: 'registered', registration: wanted };
  const first = await register.find(config.name, config.version);
  return { state: 'already-registered', registration: same(first!, wanted) };
}

/**
 * How an experiment's configuration stands to a register, for `analyzeExperiment`.
 * @param register where registrations are kept
 * @param config of experimentConfig
 *
 * @example
 * ```ts
 * import { experimentConfig, fileRegister, registrationStanding } from 'winback/experiment';
 *
 * const metrics = [{ name: 'paid', kind: 'proportion', role: 'primary', column: 'paid' }];
 * const common = { name: 'coupon', control: 'off', treatments: ['on'], metrics };
 * const config = experimentConfig({ ...common, data: { file: 'users.csv', variant: 'arm' } });
 * (await registrationStanding(fileRegister('nothing-here'), config)).state; // missing
 * ```
 */
export async function registrationStanding(
  register: ExperimentRegister,
  config: ExperimentConfig,
): Promise<RegistrationStanding> {
  requireShape(register, 'register', { find: 'function' });
  requireConfig(config);
  const found = await register.find(config.name, config.version);
  if (found === null) return { state: 'missing', registeredAt: null };
  const isSame = found.digest === experimentDigest(config);
  return {
    state: isSame ? (found.late ? 'late' : 'in-time') : 'changed',
    registeredAt: found.registeredAt,
  };
}

function same(before: Registration, wanted: Registration): Registration {
  if (before.digest === wanted.digest) return before;
  throw new WinbackError(
    'BAD_INPUT',
    `experiment "${wanted.name}": version ${shown(wanted.version)} was registered at ${before.registeredAt} with another ` +
      'configuration: give the changed one a new version',
  );
}
