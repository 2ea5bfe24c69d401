import type { CellRow } from '../stores/sql/transactions.js';
import { queryRows } from './reads.js';
import type { State } from './state.js';

/** A contact as rules of contacting look at it. */
export interface ContactOfDay {
  /** Name of the configuration. */
  readonly project: string;
  /** The user's id. */
  readonly user: string;
  /** The day, YYYY-MM-DD in the zone of the configuration. */
  readonly day: string;
  /** Name of the campaign. */
  readonly campaign: string;
  /** What they were given. */
  readonly action: string;
  /** Kept back by the holdout: nobody was contacted. */
  readonly held: boolean;
  /** Probability that a user with this plan is contacted; null where no plan says. */
  readonly probability: number | null;
  /** What it cost, in minor units. */
  readonly costMinor: number;
  /** Currency code, such as CNY. */
  readonly currency: string;
}

/** Whose contacts are meant: those of one configuration, or those of every other one. */
export type ContactsOf = { readonly project: string } | { readonly otherThan: string };

/**
 * Marketing contacts of some days, in order of day and user. They stand from the moment at which a message is claimed.
 * @param state of openState
 * @param whose one configuration, or every other one
 * @param from first day, YYYY-MM-DD
 * @param to last day
 * @throws WinbackError IO, LOCKED
 */
export async function contactsBetween(
  state: State,
  whose: ContactsOf,
  from: string,
  to: string,
): Promise<readonly ContactOfDay[]> {
  const [comparison, project] = 'project' in whose ? ['=', whose.project] : ['<>', whose.otherThan];
  const rows = await queryRows(
    state,
    `SELECT ${contactColumns} FROM winback_contact WHERE "project" ${comparison} ? AND "purpose" = 'marketing'
     AND "day" >= ? AND "day" <= ? ORDER BY "day", "user", "project", "campaign"`,
    [project, from, to],
  );
  return rows.map(contactOf);
}

/**
 * Marketing contacts of some users from a day on, by every configuration. The users are looked up one by one: ask for few.
 * @param state of openState
 * @param users their ids
 * @param from first day, YYYY-MM-DD
 */
export async function contactsOfUsers(
  state: State,
  users: readonly string[],
  from: string,
): Promise<readonly ContactOfDay[]> {
  if (users.length === 0) return [];
  const sql = `SELECT ${contactColumns} FROM winback_contact
    WHERE "user" = ? AND "purpose" = 'marketing' AND "day" >= ?`;
  const [found] = await state.database.read([{ sql, rows: users.map((user) => [user, from]) }]);
  return found!.rows.map(contactOf);
}

const contactColumns = `"project", "user", "day", "campaign", "action", "held", "probability", "cost_minor", "currency"`;

function contactOf(row: CellRow): ContactOfDay {
  return {
    project: String(row['project']),
    user: String(row['user']),
    day: String(row['day']),
    campaign: String(row['campaign']),
    action: String(row['action']),
    held: Number(row['held']) === 1,
    probability: row['probability'] === null ? null : Number(row['probability']),
    costMinor: Number(row['cost_minor']),
    currency: String(row['currency']),
  };
}

/**
 * How many messages of a campaign stand in which state, by the name of the state.
 * @param state of openState
 * @param project name of the configuration
 * @param campaign its name
 */
export async function messagesByState(
  state: State,
  project: string,
  campaign: string,
): Promise<Readonly<Record<string, number>>> {
  const rows = await queryRows(
    state,
    `SELECT "state", count(*) AS "messages" FROM winback_message
     WHERE "project" = ? AND "campaign" = ? GROUP BY "state" ORDER BY "state"`,
    [project, campaign],
  );
  return countsByState(rows);
}

/**
 * How many messages of all campaigns of a configuration stand in which state, by the name of the state.
 * @param state of openState
 * @param project name of the configuration
 */
export async function messagesOfProject(
  state: State,
  project: string,
): Promise<Readonly<Record<string, number>>> {
  const rows = await queryRows(
    state,
    `SELECT "state", count(*) AS "messages" FROM winback_message
     WHERE "project" = ? GROUP BY "state" ORDER BY "state"`,
    [project],
  );
  return countsByState(rows);
}

const countsByState = (rows: readonly CellRow[]): Readonly<Record<string, number>> =>
  Object.fromEntries(rows.map((row) => [String(row['state']), Number(row['messages'])]));
