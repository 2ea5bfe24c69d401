import { askState, type RecordSource } from '../../pipeline/state/recompute.js';
import { projectOf } from '../projects.js';
import { limit, name, project, tool } from '../tool.js';
import { namedRow, timeOf } from '../words.js';

const fields =
  '"campaign", "user", "channel", "action", "purpose", "at", "day", "held", "probability", "cost_minor", "currency"';

export const userContacts = tool(
  'user_contacts',
  { project, user: name.optional(), limit },
  async ({ state, ids }, given) => {
    const of = await projectOf(state, given.project);
    const user = given.user === undefined ? undefined : ids.asked(given.user);
    const { rows, source } = await askState(state, {
      table: 'winback_contact',
      sql: `SELECT ${fields} FROM winback_contact WHERE "project" = ?${user === undefined ? '' : ' AND "user" = ?'} ORDER BY "at" DESC, "user", "campaign", "channel"`,
      ...{ cells: [of, ...(user === undefined ? [] : [user])], limit: given.limit },
    });
    const contacts = rows.map((row) => ({
      ...namedRow(row),
      ...{ user: ids.shown(String(row['user'])), at: timeOf(Number(row['at'])), held: row['held'] === 1 },
    }));
    // Who asks by the id knows it; who asks by a salted one must not learn it.
    const isKnown = user === undefined || user === given.user;
    const records = [isKnown ? source : withoutUser(source, user, ids.shown(user))];
    return { answer: { project: of, contacts, of: source.of }, records };
  },
);

/** The query names the user as the answer does. */
export function withoutUser(source: RecordSource, user: string, shown: string): RecordSource {
  const literal = (text: string): string => `"user" = '${text.replaceAll("'", "''")}'`;
  return { ...source, sql: source.sql.replace(literal(user), () => literal(shown)) };
}
