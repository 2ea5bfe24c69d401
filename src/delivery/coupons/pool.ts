import { ensure } from '../../base/errors.js';
import { type Keys, requireKeys, text } from '../../base/options.js';
import { requirePart } from '../../base/shape.js';
import { queryRows } from '../../state/reads.js';
import type { MessageRecord } from '../../state/records/contact.js';
import { putStatements, requireState, type State } from '../../state/state.js';

/** What is said of codes that are added. */
export interface AddCouponsOptions {
  /** Name of the pool that they belong to. */
  readonly pool: string;
  /** Not given to anybody after this time, microseconds since 1970 in UTC. @default they do not expire */
  readonly validUntil?: number | null | undefined;
  /** Now, microseconds since 1970 in UTC. */
  readonly at: number;
}

/** What became of codes that were to be added. */
export interface AddedCoupons {
  /** Codes that are new. */
  readonly added: number;
  /** Codes that the pool had already: given away or not, they stay as they are. */
  readonly known: number;
}

const optionKeys: Keys<AddCouponsOptions> = { pool: true, validUntil: true, at: true };
/** Codes of one transaction. */
const codesAtOnce = 10_000;

/**
 * Adds coupon codes to a pool. A code that the pool has is not added again, and never given twice.
 * @param state open
 * @param codes without blanks around them
 * @param options pool, expiry, time
 * @throws WinbackError BAD_INPUT for an empty code
 *
 * @example
 * ```ts
 * import { addCoupons } from 'winback/delivery';
 * import { openState } from 'winback/state';
 *
 * const state = await openState('out/coupons.db');
 * const first = await addCoupons(state, ['A-1', 'A-2', 'A-1'], { pool: 'five-yuan', at: 0 });
 * const again = await addCoupons(state, ['A-2', 'A-3'], { pool: 'five-yuan', at: 0 });
 * await state.close();
 * [first.added, first.known, again.added]; // [2, 1, 1]
 * ```
 */
export async function addCoupons(
  state: State,
  codes: readonly string[],
  options: AddCouponsOptions,
): Promise<AddedCoupons> {
  requireState(state);
  requirePart(codes, 'codes', 'list');
  requireKeys(options, 'options', optionKeys);
  text(options?.pool, 'options.pool');
  const { pool, validUntil = null, at } = options;
  const blank = codes.findIndex((code) => typeof code !== 'string' || code.trim() !== code || code === '');
  ensure(blank === -1, `codes[${blank}] is no code: it is empty, or has blanks around it`);
  const free = { project: null, campaign: null, user: null, givenAt: null };
  let added = 0;
  for (let from = 0; from < codes.length; from += codesAtOnce) {
    const part = codes.slice(from, from + codesAtOnce);
    const coupon = part.map((code) => ({ pool, code, addedAt: at, validUntil, ...free }));
    const [done] = await state.database.write(putStatements({ coupon }, 'keep-first'));
    added += done!.changes;
  }
  return { added, known: codes.length - added };
}

/** Codes of a pool that nobody has and that have not expired. @param at microseconds since 1970 */
export async function freeCoupons(state: State, pool: string, at: number): Promise<number> {
  const sql = `SELECT count(*) AS "n" FROM winback_coupon WHERE "pool" = ? AND "user" IS NULL
    AND ("valid_until" IS NULL OR "valid_until" > ?)`;
  const [row] = await queryRows(state, sql, [pool, at]);
  return Number(row!['n']);
}

const mostTries = 20;

/**
 * Gives each message a code of a pool, on the disk before this resolves: the same user of a campaign has the same one however
 * often it is asked for, and no code is given twice, whoever else gives codes at the same time.
 * @param at microseconds since 1970
 * @returns codes by the number of the message; those that the pool has no code for are missing
 */
export async function giveCoupons(
  state: State,
  pool: string,
  messages: readonly MessageRecord[],
  at: number,
): Promise<ReadonlyMap<number, string>> {
  for (let tries = 0; ; tries++) {
    const given = await givenTo(state, pool, messages);
    const without = messages.filter(({ seq }) => !given.has(seq));
    if (without.length === 0 || tries === mostTries) return given;
    const codes = await freeCodes(state, pool, without.length, at);
    if (codes.length === 0) return given;
    const rows = codes.map((code, i) => {
      const { project, campaign, user } = without[i]!;
      return [project, campaign, user, at, pool, code];
    });
    const sql = `UPDATE winback_coupon SET "project" = ?, "campaign" = ?, "user" = ?, "given_at" = ?
      WHERE "pool" = ? AND "code" = ? AND "user" IS NULL`;
    // Another dispatcher may give the same codes, or one to the same user: then all of it is looked at again.
    await state.database.write([{ sql, rows }]).catch(async (error: unknown) => {
      if (tries + 1 === mostTries) throw error;
    });
  }
}

async function givenTo(
  state: State,
  pool: string,
  messages: readonly MessageRecord[],
): Promise<ReadonlyMap<number, string>> {
  const sql = `SELECT "code", "project", "campaign", "user" FROM winback_coupon
    WHERE "pool" = ? AND "project" = ? AND "campaign" = ? AND "user" = ?`;
  const rows = messages.map(({ project, campaign, user }) => [pool, project, campaign, user]);
  const [found] = await state.database.read([{ sql, rows }]);
  const name = (project: unknown, campaign: unknown, user: unknown): string =>
    JSON.stringify([project, campaign, user]);
  const codes = new Map(
    found!.rows.map((row) => [name(row['project'], row['campaign'], row['user']), String(row['code'])]),
  );
  return new Map(
    messages.flatMap(({ seq, project, campaign, user }) => {
      const code = codes.get(name(project, campaign, user));
      return code === undefined ? [] : [[seq, code] as const];
    }),
  );
}

async function freeCodes(state: State, pool: string, count: number, at: number): Promise<readonly string[]> {
  const sql = `SELECT "code" FROM winback_coupon WHERE "pool" = ? AND "user" IS NULL
    AND ("valid_until" IS NULL OR "valid_until" > ?) ORDER BY "code" LIMIT ?`;
  const rows = await queryRows(state, sql, [pool, at, count]);
  return rows.map((row) => String(row['code']));
}
