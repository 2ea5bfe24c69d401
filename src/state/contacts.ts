import { queryRows } from './reads.js';
import type { State } from './state.js';

/** A contact as rules of contacting look at it. */
export interface ContactOfDay {
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
}

/**
 * Marketing contacts of some days, in order of day and user. They stand from the moment at which a message is claimed.
 * @param state of openState
 * @param project name of the configuration
 * @param from first day, YYYY-MM-DD
 * @param to last day
 * @throws WinbackError IO, LOCKED
 */
export async function contactsBetween(
  state: State,
  project: string,
  from: string,
  to: string,
): Promise<readonly ContactOfDay[]> {
  const rows = await queryRows(
    state,
    `SELECT "user", "day", "campaign", "action", "held", "probability", "cost_minor" FROM winback_contact
     WHERE "project" = ? AND "purpose" = 'marketing' AND "day" >= ? AND "day" <= ? ORDER BY "day", "user"`,
    [project, from, to],
  );
  return rows.map((row) => ({
    user: String(row['user']),
    day: String(row['day']),
    campaign: String(row['campaign']),
    action: String(row['action']),
    held: Number(row['held']) === 1,
    probability: row['probability'] === null ? null : Number(row['probability']),
    costMinor: Number(row['cost_minor']),
  }));
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
  return Object.fromEntries(rows.map((row) => [String(row['state']), Number(row['messages'])]));
}
