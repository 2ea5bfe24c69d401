import { WinbackError } from '../../base/errors.js';
import { shownParts } from '../../dashboard/pages/cells.js';
import type { ExperimentRecord, LookRecord, State } from '../../entries/state.js';
import { recordsOf } from '../../pipeline/state/recompute.js';
import { projectOf } from '../projects.js';
import { limit, name, project, tool } from '../tool.js';
import { timeOf } from '../words.js';

const asked = { project, experiment: name, version: name.optional() };

export const listExperiments = tool('list_experiments', { project, limit }, async ({ state }, given) => {
  const of = await projectOf(state, given.project);
  const where = { project: of };
  const { records, source } = await recordsOf(state, 'experiment', { where, limit: given.limit });
  return {
    answer: { project: of, experiments: records.map(shownExperiment), of: source.of },
    records: [source],
  };
});

const shownExperiment = (one: ExperimentRecord) => ({
  ...{ name: one.name, version: one.version, state: one.state, decision: one.decision, reason: one.reason },
  ...{ primaryMetric: one.primaryMetric, guardrails: one.guardrails, plannedUsers: one.plannedUsers },
  ...{ plannedLooks: one.plannedLooks, spending: one.spending, shortestDays: one.shortestDays },
  ...{ registeredAt: timeOf(one.registeredAt), late: one.late, configDigest: one.configDigest },
});

const shownLook = (look: LookRecord) => {
  const arms = Object.keys(look.users);
  const { parts, total } = shownParts(arms.map((arm) => look.users[arm]!));
  return {
    ...{ day: look.date, look: look.look, users: total, plannedUsers: look.plannedUsers },
    arms: arms.map((arm, i) => ({ arm, users: parts[i]! })),
    ...{ power: look.power, srmP: look.srmP, statistic: look.statistic, limit: look.boundary },
    ...{ decision: look.decision, reason: look.reason },
  };
};

interface Asked {
  readonly project?: string | undefined;
  readonly experiment: string;
  readonly version?: string | undefined;
}

/** Looks of one version, the newest first. */
async function looksOf(state: State, given: Asked, most: number) {
  const of = await projectOf(state, given.project);
  const { experiment } = given;
  const version = given.version ?? (await newestVersion(state, of, experiment));
  const { records, source } = await recordsOf(state, 'look', {
    ...{ where: { project: of, experiment, version }, newest: true, limit: most },
  });
  if (records.length === 0)
    throw new WinbackError(
      'NOT_FOUND',
      `experiment: "${of}" has no look at "${experiment}" version "${version}"; list_experiments gives the names`,
    );
  return { of, version, looks: records, source };
}

async function newestVersion(state: State, of: string, experiment: string): Promise<string> {
  const [look] = await state.list('look', { where: { project: of, experiment }, newest: true, limit: 1 });
  if (look !== undefined) return look.version;
  const registered = await state.list('experiment', { where: { project: of, name: experiment } });
  const [newest] = [...registered].sort((a, b) => (b.registeredAt ?? 0) - (a.registeredAt ?? 0));
  if (newest !== undefined) return newest.version;
  throw new WinbackError(
    'NOT_FOUND',
    `experiment: "${of}" has none called "${experiment}"; list_experiments gives the names`,
  );
}

export const experimentResult = tool('experiment_result', asked, async ({ state }, given) => {
  const { of, version, looks, source } = await looksOf(state, given, 1);
  const [look] = looks;
  const answer = { ...shownLook(look!), metrics: look!.metrics };
  return {
    answer: { project: of, experiment: given.experiment, version, ...answer },
    records: [source],
  };
});

export const experimentLooks = tool('experiment_looks', { ...asked, limit }, async ({ state }, given) => {
  const { of, version, looks, source } = await looksOf(state, given, given.limit);
  const shown = looks.map(shownLook);
  return {
    answer: { project: of, experiment: given.experiment, version, looks: shown, of: source.of },
    records: [source],
  };
});
