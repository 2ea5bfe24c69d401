import { dayNumber, dayOf } from '../../base/days.js';
import type { State, StateRecords } from '../../entries/state.js';
import type { Head } from '../documents/common.js';
import type { ExperimentLine, ExperimentsDocument, LookLine } from '../documents/experiments.js';
import { shownParts, shownUsers } from './cells.js';

type Look = StateRecords['look'];
type Experiment = StateRecords['experiment'];

/** Experiments, the newest first, with their looks in the scope's days. */
export async function experimentsPage(state: State, head: Head): Promise<ExperimentsDocument> {
  const { project, from, to } = head.scope;
  const registered = await state.list('experiment', { where: { project } });
  const looks = await state.list('look', { where: { project }, from, to });
  const lines = new Map<string, { experiment: Experiment | null; looks: Look[] }>();
  for (const experiment of registered)
    lines.set(keyOf(experiment.name, experiment.version), { experiment, looks: [] });
  for (const look of looks) {
    const key = keyOf(look.experiment, look.version);
    const known = lines.get(key);
    if (known === undefined) lines.set(key, { experiment: null, looks: [look] });
    else known.looks.push(look);
  }
  const experiments = [...lines.values()].map((one) => lineOf(one.experiment, one.looks));
  return { ...head, experiments: experiments.sort((a, b) => lastOf(b) - lastOf(a)) };
}

const keyOf = (name: string, version: string): string => JSON.stringify([name, version]);

const lastOf = ({ looks, registeredAt }: ExperimentLine): number =>
  looks.length === 0 ? (registeredAt ?? 0) / 86_400_000_000 : dayNumber(looks.at(-1)!.date);

function lineOf(experiment: Experiment | null, records: readonly Look[]): ExperimentLine {
  const looks = [...records].sort((a, b) => (a.date < b.date ? -1 : a.date > b.date ? 1 : a.look - b.look));
  const [first] = looks;
  return {
    name: experiment?.name ?? first!.experiment,
    version: experiment?.version ?? first!.version,
    state: experiment?.state ?? null,
    decision: experiment?.decision ?? null,
    reason: experiment?.reason ?? null,
    primaryMetric: experiment?.primaryMetric ?? null,
    guardrails: experiment?.guardrails ?? [],
    plannedUsers: experiment?.plannedUsers ?? looks.at(-1)?.plannedUsers ?? null,
    plannedLooks: experiment?.plannedLooks ?? [],
    shortestDays: experiment?.shortestDays ?? null,
    registeredAt: experiment?.registeredAt ?? null,
    late: experiment?.late ?? null,
    looks: looks.map(lookOf),
    forecast: forecastOf(looks),
  };
}

function lookOf(look: Look): LookLine {
  const names = Object.keys(look.users);
  const { parts, total } = shownParts(names.map((name) => look.users[name]!));
  const { date, power, srmP, boundary, statistic, decision, reason, plannedUsers, comparedUsers } = look;
  return {
    ...{ look: look.look, date, power, srmP, boundary, statistic, decision, reason },
    arms: names.map((name, i) => ({ name, users: parts[i]! })),
    users: total,
    progress: plannedUsers && shownUsers(comparedUsers) !== null ? comparedUsers / plannedUsers : null,
    metrics: look.metrics,
  };
}

/** The day on which the planned size is reached if users come as fast as between the first and the last look. */
function forecastOf(looks: readonly Look[]): string | null {
  const [first, last] = [looks[0], looks.at(-1)];
  if (first === undefined || last === undefined || last.plannedUsers === null) return null;
  const days = dayNumber(last.date) - dayNumber(first.date);
  const perDay = (last.comparedUsers - first.comparedUsers) / days;
  const left = last.plannedUsers - last.comparedUsers;
  if (days < 1 || perDay <= 0 || left <= 0) return null;
  const needed = Math.ceil(left / perDay);
  // Nobody plans a test of ten years.
  return needed > 3660 ? null : dayOf(dayNumber(last.date) + needed);
}
