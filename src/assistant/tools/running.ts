import { z } from 'zod';

import { askState, recordsOf } from '../../pipeline/state/recompute.js';
import { projectOf, projectsOf } from '../projects.js';
import { day, limit, project, tool } from '../tool.js';
import { namedRow, timeOf } from '../words.js';

export const listProjects = tool('list_projects', {}, async ({ state }) => {
  const { rows, source } = await projectsOf(state);
  return { answer: { projects: rows, of: source.of }, records: [source] };
});

export const listAlerts = tool(
  'list_alerts',
  { project, all: z.boolean().default(false), limit },
  async ({ state }, given) => {
    const of = await projectOf(state, given.project);
    const only = given.all ? '' : ` AND "state" <> 'resolved'`;
    const fields =
      '"fingerprint", "kind", "severity", "object", "model", "state", "first_at", "last_at", "value", "threshold", "ack_by", "muted_until", "flapping", "inhibited_by"';
    const { rows, source } = await askState(state, {
      table: 'winback_alert',
      sql: `SELECT ${fields} FROM winback_alert WHERE "project" = ?${only} ORDER BY "last_at" DESC, "fingerprint"`,
      ...{ cells: [of], limit: given.limit },
    });
    const alerts = rows.map((row) => ({
      ...namedRow(row),
      ...{ firstAt: timeOf(Number(row['first_at'])), lastAt: timeOf(Number(row['last_at'])) },
      mutedUntil: row['muted_until'] === null ? null : timeOf(Number(row['muted_until'])),
      flapping: row['flapping'] === 1,
    }));
    return { answer: { project: of, alerts, of: source.of }, records: [source] };
  },
);

export const listRuns = tool(
  'list_runs',
  { project, day: day.optional(), limit },
  async ({ state }, given) => {
    const of = await projectOf(state, given.project);
    const date = given.day;
    const one = date === undefined ? {} : { from: date, to: date };
    const where = { project: of };
    const { records, source } = await recordsOf(state, 'run', {
      ...{ where, ...one, newest: true, limit: given.limit },
    });
    const runs = records.map((run) => ({
      ...{ day: run.date, run: run.run, state: run.state, reason: run.reason, users: run.rows },
      ...{ startedAt: timeOf(run.startedAt), endedAt: timeOf(run.endedAt), model: run.modelDigest },
      winback: run.winback,
    }));
    const answer = { project: of, runs, of: source.of };
    if (date === undefined) return { answer, records: [source] };
    const found = await recordsOf(state, 'step', { where, from: date, to: date, limit: given.limit });
    const steps = found.records.map(({ name, state: ended, reason, rows, startedAt, endedAt }) => ({
      ...{ name, state: ended, reason, rows },
      milliseconds: endedAt === null ? null : (endedAt - startedAt) / 1000,
    }));
    return {
      answer: { ...answer, steps, stepsOf: found.source.of },
      records: [source, found.source],
    };
  },
);
