import { WinbackError } from '../../base/errors.js';
import { recordsOf } from '../../pipeline/state/recompute.js';
import { projectOf } from '../projects.js';
import { name, project, tool } from '../tool.js';

export const metricDefinition = tool(
  'metric_definition',
  { project, metric: name },
  async ({ state, metrics }, given) => {
    const of = await projectOf(state, given.project);
    const definition = metrics?.metrics.get(given.metric) ?? null;
    const { records, source } = await recordsOf(state, 'experiment', { where: { project: of }, limit: 200 });
    const uses = records.flatMap(({ name: experiment, version, primaryMetric, guardrails, definitions }) => {
      const isUsed =
        primaryMetric === given.metric ||
        guardrails.includes(given.metric) ||
        Object.hasOwn(definitions, given.metric);
      const digest = Object.hasOwn(definitions, given.metric) ? definitions[given.metric]! : null;
      const sameDefinition = definition === null || digest === null ? null : digest === definition.digest;
      return isUsed ? [{ experiment, version, digest, sameDefinition }] : [];
    });
    if (definition === null && uses.length === 0)
      throw new WinbackError(
        'NOT_FOUND',
        `metric: neither the dictionary (--metrics) nor an experiment of "${of}" has "${given.metric}"`,
      );
    return { answer: { project: of, metric: given.metric, definition, uses }, records: [source] };
  },
);
