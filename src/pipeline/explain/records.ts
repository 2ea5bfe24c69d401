import { WinbackError } from '../../base/errors.js';
import { shown } from '../../base/options.js';
import type { ExperimentRecord, LookRecord } from '../../state/records/experiment.js';
import type { AlertRecord } from '../../state/records/system.js';
import type { State } from '../../state/state.js';
import type { ExplainSource, Explanation, Statement } from './statement.js';
import { statement } from './statement.js';

/** Which record of a state is meant, where several configurations share it. */
export interface RecordChoice {
  /** Name of the configuration. @default the only one that has the record */
  readonly project?: string | undefined;
}

/**
 * What an experiment asks, what its newest day says, and what was decided.
 * @param name of the experiment; its newest version is explained
 * @throws WinbackError NOT_FOUND; BAD_INPUT where several configurations have one of that name
 */
export async function explainExperiment(
  name: string,
  state: State,
  { project }: RecordChoice = {},
): Promise<Explanation> {
  const where = { name, ...(project === undefined ? {} : { project }) };
  const found = await state.list('experiment', { where });
  const record = oneOf(found, name, state);
  const of = { project: record.project, experiment: name, version: record.version };
  const [look] = await state.list('look', { where: of, newest: true, limit: 1 });
  const source: ExplainSource = {
    record: `${state.place}: experiment`,
    key: `${record.project} ${name} ${record.version}`,
    digest: record.configDigest,
    command: `winback experiment analyze --config CONFIG --state ${state.place} --project ${record.project}`,
  };
  const statements = [aboutExperiment(record, source), ...aboutLook(look, state, source)];
  const decision = record.decision ?? look?.decision;
  if (decision !== undefined)
    statements.push(
      statement('decision', { decision, reason: record.reason ?? look?.reason ?? null }, source),
    );
  return { subject: { kind: 'experiment', id: name }, statements };
}

/** The newest of the records of one configuration. */
function oneOf(found: readonly ExperimentRecord[], name: string, state: State): ExperimentRecord {
  const projects = [...new Set(found.map(({ project }) => project))];
  if (projects.length > 1)
    throw new WinbackError(
      'BAD_INPUT',
      `${state.place} has an experiment ${shown(name)} in ${projects.join(', ')}: name one by --project`,
    );
  const newest = [...found].sort((a, b) => (b.registeredAt ?? -1) - (a.registeredAt ?? -1))[0];
  if (newest !== undefined) return newest;
  throw new WinbackError('NOT_FOUND', `${state.place} has no experiment ${shown(name)}`);
}

function aboutExperiment(record: ExperimentRecord, source: ExplainSource): Statement {
  const { name, version, primaryMetric: metric, registeredAt, late } = record;
  const registered = registeredAt === null ? null : timeOf(registeredAt).slice(0, 10);
  return statement('experiment', { name, version, metric, registered, late }, source);
}

function aboutLook(look: LookRecord | undefined, state: State, of: ExplainSource): readonly Statement[] {
  if (look === undefined) return [statement('no-look', {}, of)];
  const source = { ...of, record: `${state.place}: look`, key: `${of.key} ${look.date} ${look.look}` };
  const { date, look: number, comparedUsers: users, plannedUsers: planned, power, srmP: srm } = look;
  const { statistic, boundary } = look;
  return [
    statement('look', { date, look: number, users, planned, power, srm }, source),
    ...look.metrics.map(({ pAdjusted: p, pBetter: _, varianceRemoved: __, ...metric }) =>
      statement('metric', { ...metric, p }, source),
    ),
    ...(statistic === null || boundary === null
      ? []
      : [statement('boundary', { statistic, boundary }, source)]),
  ];
}

/**
 * What an alarm is about, how long, and who knows of it.
 * @param fingerprint or its beginning, as `winback alert list` shows it; the whole one goes before those that begin with it
 * @throws WinbackError NOT_FOUND; BAD_INPUT where several alarms begin so
 */
export async function explainAlert(
  fingerprint: string,
  state: State,
  { project }: RecordChoice = {},
): Promise<Explanation> {
  const all = await state.list('alert', project === undefined ? {} : { where: { project } });
  const whole = all.filter((alert) => alert.fingerprint === fingerprint);
  const found = whole.length > 0 ? whole : all.filter((alert) => alert.fingerprint.startsWith(fingerprint));
  if (found.length > 1)
    throw new WinbackError(
      'BAD_INPUT',
      `${found.length} alarms of ${state.place} begin with ${shown(fingerprint)}: give more of the fingerprint`,
    );
  const [alert] = found;
  if (alert === undefined)
    throw new WinbackError(
      'NOT_FOUND',
      `${state.place} has no alarm ${shown(fingerprint)}: see \`winback alert list --all\``,
    );
  const source: ExplainSource = {
    record: `${state.place}: alert`,
    key: alert.fingerprint,
    digest: null,
    command: `winback alert list --all --state ${state.place}`,
  };
  return { subject: { kind: 'alert', id: alert.fingerprint }, statements: aboutAlert(alert, source) };
}

function aboutAlert(alert: AlertRecord, source: ExplainSource): readonly Statement[] {
  const { kind, object, severity, state, value, threshold, recent, changes } = alert;
  const { model, inhibitedBy, notifiedAt, ackBy, ackAt, mutedUntil, mutedReason } = alert;
  const seen = recent.filter((one) => one === 1).length;
  const [first, last] = [timeOf(alert.firstAt), timeOf(alert.lastAt)];
  const at = notifiedAt === null ? null : timeOf(notifiedAt);
  return [
    statement('alert', { kind, object, severity, state, value, threshold }, source),
    statement('alert-seen', { first, last, seen, of: recent.length }, source),
    ...(model === null ? [] : [statement('alert-model', { model }, source)]),
    ...(inhibitedBy === null ? [] : [statement('alert-explained', { by: inhibitedBy }, source)]),
    ...(alert.flapping ? [statement('alert-flapping', { changes: changes.length }, source)] : []),
    statement('alert-told', { at }, source),
    ...(ackBy === null
      ? []
      : [statement('alert-noted', { by: ackBy, at: ackAt === null ? null : timeOf(ackAt) }, source)]),
    ...(mutedUntil === null
      ? []
      : [statement('alert-muted', { until: timeOf(mutedUntil), reason: mutedReason }, source)]),
  ];
}

/** An instant in UTC, to the minute. */
const timeOf = (micros: number): string =>
  new Date(micros / 1000).toISOString().slice(0, 16).replace('T', ' ');
