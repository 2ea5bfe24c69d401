import type { State } from '../../state/state.js';
import { type ExplainSource, type Statement, statement } from './statement.js';

/** Messages to a user, and contacts that the holdout kept back, newest first. */
export async function messageStatements(state: State, user: string): Promise<readonly Statement[]> {
  const sourceOf = (kind: string, key: string | null): ExplainSource => ({
    record: `${state.place}: ${kind}`,
    key,
    digest: null,
    command: `winback explain user ${user} --state ${state.place}`,
  });
  const messages = await state.list('message', { where: { user } });
  const contacts = await state.list('contact', { where: { user } });
  const said = [
    ...messages.map(({ seq, campaign, channel, action, state: stands, reason, createdAt, updatedAt }) => ({
      at: createdAt,
      said: statement(
        'message',
        { campaign, channel, action, state: stands, day: dayOf(updatedAt), reason },
        sourceOf('message', String(seq)),
      ),
    })),
    // A contact with a message is told by its message.
    ...contacts
      .filter(({ message }) => message === null)
      .map(({ campaign, channel, action, held, day, at }) => ({
        at,
        said: statement(
          'contact',
          { campaign, channel, action, held, day },
          sourceOf('contact', `${campaign} ${day}`),
        ),
      })),
  ];
  if (said.length === 0) return [statement('no-messages', {}, sourceOf('message', null))];
  return said.sort((a, b) => b.at - a.at).map(({ said: one }) => one);
}

/** The day of an instant in UTC. */
const dayOf = (micros: number): string => new Date(micros / 1000).toISOString().slice(0, 10);
