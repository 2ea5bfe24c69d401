import { z } from 'zod';

import { WinbackError } from '../../base/errors.js';
import type { State } from '../../entries/state.js';
import { explainPlan } from '../../pipeline/explain/plan.js';
import { explainAlert, explainExperiment } from '../../pipeline/explain/records.js';
import { type Explanation, type Statement, statement } from '../../pipeline/explain/statement.js';
import { explainUser } from '../../pipeline/explain/user.js';
import { type RecordSource, recordsOf } from '../../pipeline/state/recompute.js';
import { projectOf } from '../projects.js';
import { type Context, type Finding, name, project, tool } from '../tool.js';
import { shellText } from '../words.js';
import { withoutUser } from './users.js';

const mostRecords = 50;
const mostReasons = 10;

/** Why something is what it is: the sentences of `winback explain`. */
export const explain = tool(
  'explain',
  {
    subject: z.enum(['user', 'plan', 'experiment', 'alert']),
    id: name.optional(),
    project,
    reasons: z.number().int().min(1).max(mostReasons).default(3),
  },
  async (context, given) => {
    if (given.subject === 'plan') return ofPlan(context);
    const { id } = given;
    if (id === undefined)
      throw new WinbackError('BAD_INPUT', `id: name the ${given.subject} that is to be explained`);
    const of = await projectOf(context.state, given.project);
    if (given.subject === 'user') return ofUser(context, of, id, given.reasons);
    return given.subject === 'alert' ? ofAlert(context, of, id) : ofExperiment(context, of, id);
  },
);

const answerOf = ({ subject, statements }: Explanation, { language }: Context) => ({
  subject: subject.kind,
  id: subject.id,
  statements: statements.map(({ code, values, text }) => ({ code, values, text: text[language] })),
});

async function ofPlan(context: Context): Promise<Finding> {
  const { plan } = context.explaining;
  if (plan === null)
    throw new WinbackError('BAD_INPUT', 'plans are not explained: start `winback mcp` with `--plan DIR`');
  const words = ['winback', 'explain', 'plan', plan, '--state', context.state.place, '--json'];
  const command = words.map(shellText).join(' ');
  return { answer: answerOf(await explainPlan(plan, context.state), context), records: [], command };
}

async function ofExperiment(context: Context, of: string, experiment: string): Promise<Finding> {
  const { state } = context;
  const found = await explainExperiment(experiment, state, { project: of });
  const registered = await recordsOf(state, 'experiment', {
    ...{ where: { project: of, name: experiment }, limit: mostRecords },
  });
  const { version } = found.statements[0]!.values as { readonly version: string };
  const looked = await recordsOf(state, 'look', {
    ...{ where: { project: of, experiment, version }, newest: true, limit: 1 },
  });
  return { answer: answerOf(found, context), records: [registered.source, looked.source] };
}

async function ofAlert(context: Context, of: string, fingerprint: string): Promise<Finding> {
  const found = await explainAlert(fingerprint, context.state, { project: of });
  const where = { project: of, fingerprint: found.subject.id };
  const { source } = await recordsOf(context.state, 'alert', { where, limit: 1 });
  return { answer: answerOf(found, context), records: [source] };
}

async function ofUser(context: Context, of: string, asked: string, reasons: number): Promise<Finding> {
  const { state, ids, explaining } = context;
  const user = ids.asked(asked);
  const { model, modelFlag, features, plan, environment } = explaining;
  const found = await explainUser(user, {
    ...{ model, modelFlag, id: model?.manifest.idColumn ?? null, reasons, state, environment },
    ...{ features: features ?? undefined, plan: plan ?? undefined, signal: context.signal },
  });
  // Who asks by the id knows it; who asks by a salted one must not learn it.
  const shown = user === asked ? user : ids.shown(user);
  const statements = found.statements.map((one) => namingUser(one, shown));
  const records = await recordsOfUser(state, of, user);
  return {
    answer: answerOf({ subject: { kind: 'user', id: shown }, statements }, context),
    records: user === asked ? records : records.map((source) => withoutUser(source, user, shown)),
  };
}

/** The one sentence that names the user, with another name. */
function namingUser(one: Statement, shown: string): Statement {
  return one.code === 'score' ? statement('score', { ...one.values, user: shown }, one.source) : one;
}

/** Messages and contacts of the user. */
async function recordsOfUser(state: State, of: string, user: string): Promise<readonly RecordSource[]> {
  const asked = { where: { project: of, user }, limit: mostRecords };
  const messages = await recordsOf(state, 'message', asked);
  const contacts = await recordsOf(state, 'contact', asked);
  return [messages.source, contacts.source];
}
