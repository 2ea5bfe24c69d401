import { msPerDay } from '../base/days.js';
import { Random } from '../base/random.js';
import type { DuckDb } from '../data/sources/duckdb.js';
import { quotedText } from '../data/sql/quote.js';
import { buildTable } from '../data/tables/build.js';
import { writeTable } from '../data/tables/write.js';
import { eventNames } from './generate-day.js';
import { channels, devices, regions, type Traits } from './generate-process.js';

/** Days since 1970-01-01 of 2025-03-01. */
export const epochDay = 20_148;
/** Share of users who change their device half way through the log. */
const deviceChange = 0.08;

/** Columns of the table `raw` that events are appended to; -1 = absent. */
export const rawColumns =
  '("user" INTEGER, "at" DOUBLE, event INTEGER, fen INTEGER, ms INTEGER, feature INTEGER, used INTEGER, total INTEGER)';

/** A whole simulation. */
export interface Simulated {
  readonly traits: readonly Traits[];
  /** 1 at `u * days + d` where user u was active on day d. */
  readonly active: Uint8Array;
  readonly days: number;
}

/** The simulated table `raw` as a Parquet file in time order. */
export async function writeEvents(
  engine: DuckDb,
  path: string,
  signal: AbortSignal | undefined,
): Promise<void> {
  const names = `[${eventNames.map(quotedText).join(', ')}]`;
  await engine.run(
    `COPY (SELECT 'u' || lpad("user"::VARCHAR, 7, '0') AS user_id, make_timestamp("at"::BIGINT) AS "timestamp",
       ${names}[event + 1] AS event,
       if(fen < 0, NULL, fen / 100.0)::DECIMAL(12, 2) AS amount, nullif(ms, -1) AS processing_ms,
       if(feature < 0, NULL, 'feature_' || feature) AS function_name,
       nullif(used, -1) AS quota_used, nullif(total, -1) AS quota_total
     FROM raw ORDER BY "at", "user", event) TO ${quotedText(path)} (FORMAT parquet, COMPRESSION zstd)`,
    { signal },
  );
}

/** Attributes with the days they hold from; some users change their device. */
export async function writeAttributes(
  path: string,
  { traits, days }: Pick<Simulated, 'traits' | 'days'>,
  seed: number,
): Promise<void> {
  const rows: { user: number; from: number; device: number }[] = [];
  const changes = new Random(seed, traits.length);
  for (const [user, own] of traits.entries()) {
    rows.push({ user, from: epochDay + own.firstDay, device: own.device });
    const later = epochDay + Math.floor((own.firstDay + days) / 2);
    if (changes.chance(deviceChange) && later > epochDay + own.firstDay) {
      rows.push({ user, from: later, device: changes.below(devices.length) });
    }
  }
  const codes = (code: (own: Traits) => number): Int32Array =>
    Int32Array.from(rows, ({ user }) => code(traits[user]!));
  const table = await buildTable([
    {
      name: 'user_id',
      kind: 'dictionary',
      codes: Int32Array.from(rows, ({ user }) => user),
      categories: traits.map((_, user) => userId(user)),
    },
    { name: 'valid_from', kind: 'date', values: Int32Array.from(rows, ({ from }) => from) },
    { name: 'channel', kind: 'dictionary', codes: codes((own) => own.channel), categories: channels },
    {
      name: 'device',
      kind: 'dictionary',
      codes: Int32Array.from(rows, ({ device }) => device),
      categories: devices,
    },
    { name: 'region', kind: 'dictionary', codes: codes((own) => own.region), categories: regions },
  ]);
  await writeTable(path, table);
}

/** Meanings of the columns of the events' file. */
const eventColumns = {
  user: 'user_id',
  time: 'timestamp',
  event: 'event',
  amount: 'amount',
  duration: 'processing_ms',
  feature: 'function_name',
  quotaUsed: 'quota_used',
  quotaTotal: 'quota_total',
};

/** Roles, each with the name of its event. */
const eventRoles = {
  login: 'login',
  task_created: 'task_created',
  task_succeeded: 'task_success',
  task_failed: 'task_failed',
  payment: 'payment_success',
  refund: 'payment_refunded',
  coupon: 'coupon_redeemed',
  feature_used: 'feature_used',
  quota: 'quota_snapshot',
};

/** Sections `events` and `attributes` of a config that reads the files. */
export function generatedConfig(
  events: string,
  attributes: string,
  lastDay: string,
): { readonly events: object; readonly attributes: object } {
  return {
    events: {
      source: events,
      columns: eventColumns,
      roles: eventRoles,
      timeZone: 'Asia/Shanghai',
      completeThrough: lastDay,
      // So rare that a log of a hundred users may have none.
      allow: ['payment_refunded'],
    },
    attributes: {
      source: attributes,
      user: 'user_id',
      validFrom: 'valid_from',
      fields: ['channel', 'device', 'region'],
    },
  };
}

/** Id of user number `user`. */
export function userId(user: number): string {
  return `u${String(user).padStart(7, '0')}`;
}

/** Day number `day` of the log. */
export function dayText(day: number): string {
  return new Date((epochDay + day) * msPerDay).toISOString().slice(0, 10);
}

/** Whether day number `day` of the log is a Saturday or Sunday. */
export function isWeekend(day: number): boolean {
  // 1970-01-01 was a Thursday.
  return (epochDay + day + 3) % 7 >= 5;
}
