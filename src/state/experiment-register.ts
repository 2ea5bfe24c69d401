import { ensure } from '../base/errors.js';
import { requireKeys } from '../base/options.js';
import { requireShape } from '../base/shape.js';
import type { TakenLook } from '../experiment/register/looks.js';
import type { ExperimentRegister } from '../experiment/register/register.js';
import type { Registration } from '../experiment/register/registration.js';
import type { ExperimentRecord, LookRecord } from './records/experiment.js';
import { putStatements, requireState, type State } from './state.js';

/** Whose experiments they are, and the day that is worked on. */
export interface StateRegisterOptions {
  /** Name of the configuration. */
  readonly project: string;
  /** The day, YYYY-MM-DD in the zone of the configuration: looks that are kept now belong to it. */
  readonly day: string;
}

/**
 * The register of experiments in a state. Registrations and looks are written once, as in a folder: of several that write at
 * one time the first wins. The records of the state that are not about registration stay as they are.
 * @param state open
 * @param options name of the configuration, and the day
 *
 * @example
 * ```ts
 * import { experimentRegister, openState } from 'winback/state';
 *
 * const state = await openState('out/experiments.db');
 * const register = experimentRegister(state, { project: 'shop', day: '2026-03-01' });
 * const registrations = await register.list();
 * await state.close();
 * registrations; // []
 * ```
 */
export function experimentRegister(state: State, options: StateRegisterOptions): ExperimentRegister {
  requireState(state);
  requireKeys(options, 'options', { project: true, day: true });
  requireShape(options, 'options', { project: 'text', day: 'text' });
  const { project, day } = options;
  const registered = async (where: Partial<ExperimentRecord>): Promise<readonly Registration[]> => {
    const found = await state.list('experiment', { where: { ...where, project } });
    return found.flatMap((record) => registrationOf(record) ?? []);
  };
  return {
    find: async (name, version) => (await registered({ name, version }))[0] ?? null,
    list: () => registered({}),
    add: (registration) => addRegistration(state, project, registration),
    async looks(experiment, version) {
      const found = await state.list('look', { where: { project, experiment, version } });
      return found.flatMap((record) => takenLookOf(record) ?? []).sort((a, b) => a.look - b.look);
    },
    async addLook(experiment, version, taken) {
      const record = lookRecord({ project, experiment, version, date: day }, taken);
      // A number that another day has is taken as well.
      const [done] = await state.database.write(putStatements({ look: [record] }, 'keep-first'));
      return done!.changes > 0;
    },
  };
}

async function addRegistration(state: State, project: string, registration: Registration): Promise<boolean> {
  const [statement] = putStatements({ experiment: [experimentRecord(project, registration)] });
  // An experiment that was looked at before it was registered has a record without a registration.
  const sql = `${statement!.sql} WHERE winback_experiment."registered_at" IS NULL`;
  const [done] = await state.database.write([{ ...statement!, sql }]);
  return done!.changes > 0;
}

/** The record of a registration; nothing is known of the experiment beside it. */
export function experimentRecord(project: string, registration: Registration): ExperimentRecord {
  const { name, version, digest, registeredAt, by, firstExposureAt, late, looks } = registration;
  const { exposure, primary, guardrails, shortestRunDays } = registration;
  const metrics = [primary, ...guardrails];
  const count = looks?.looks ?? 0;
  return {
    ...{ project, name, version, configDigest: digest, exposure, primaryMetric: primary.name },
    guardrails: guardrails.map((metric) => metric.name),
    definitions: Object.fromEntries(metrics.map((metric) => [metric.name, metric.definition])),
    shortestDays: shortestRunDays,
    plannedLooks: Array.from({ length: count }, (_, i) => (i + 1) / count),
    ...{ spending: looks?.spending ?? null, plannedUsers: looks?.plannedUsers ?? null },
    ...{ registeredAt: microsOf(registeredAt), by, late },
    firstExposureAt: firstExposureAt === null ? null : microsOf(firstExposureAt),
    ...{ state: 'registered', decision: null, reason: null },
  };
}

/** What was registered of an experiment; null where nothing was. */
function registrationOf(record: ExperimentRecord): Registration | null {
  const { name, version, configDigest, registeredAt, by, firstExposureAt, late, exposure } = record;
  if (registeredAt === null) return null;
  const metric = (of: string) => ({ name: of, definition: record.definitions[of] ?? null });
  return {
    ...{ name, version, digest: configDigest, registeredAt: isoOf(registeredAt), by, late, exposure },
    firstExposureAt: firstExposureAt === null ? null : isoOf(firstExposureAt),
    ...{ primary: metric(record.primaryMetric), guardrails: record.guardrails.map(metric) },
    ...{ shortestRunDays: record.shortestDays ?? 0, looks: looksOf(record) },
  };
}

function looksOf({ plannedLooks, spending, plannedUsers }: ExperimentRecord): Registration['looks'] {
  if (spending === null || plannedUsers === null) return null;
  // The register of this state wrote the name.
  const name = spending as NonNullable<Registration['looks']>['spending'];
  return { looks: plannedLooks.length, spending: name, plannedUsers };
}

type LookKey = Pick<LookRecord, 'project' | 'experiment' | 'version' | 'date'>;

function lookRecord(key: LookKey, { look, takenAt, lastDay, users, decision }: TakenLook): LookRecord {
  return {
    ...{ ...key, look, takenAt: microsOf(takenAt), lastDay, users: {}, comparedUsers: users },
    ...{ plannedUsers: null, power: null, srmP: null, metrics: [], statistic: null, boundary: null },
    ...{ decision, reason: null },
  };
}

function takenLookOf({ look, takenAt, lastDay, comparedUsers, decision }: LookRecord): TakenLook | null {
  if (takenAt === null) return null;
  // What was decided was written by the register, or by the daily run of the same look.
  const verdict = decision as TakenLook['decision'];
  return { look, takenAt: isoOf(takenAt), lastDay, users: comparedUsers, decision: verdict };
}

const isoOf = (micros: number): string => new Date(micros / 1000).toISOString();

function microsOf(iso: string): number {
  const ms = Date.parse(iso);
  ensure(Number.isFinite(ms), `"${iso}" is no time such as 2026-03-01T08:00:00Z`);
  return ms * 1000;
}
