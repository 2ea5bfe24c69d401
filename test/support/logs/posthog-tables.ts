// PostHog's tables with made rows, and the plain log that they stand for: who is whom is told here by hand, not by SQL.
import { Random } from '../../../src/base/random.js';
import { uuid } from './log.js';

/** A row of `events`. */
export interface PosthogEvent {
  readonly uuid: string;
  readonly team: number;
  readonly event: string;
  readonly distinctId: string;
  readonly person: string;
  readonly at: number;
  readonly properties: string;
}

/** A row of the list of ids: the highest version holds. */
export interface Owner {
  readonly distinctId: string;
  readonly person: string;
  readonly version: number;
  readonly deleted: boolean;
}

const people = 60;
const days = 120;
const from = Date.parse('2026-01-01T00:00:00Z');
const account = (i: number): string => uuid(2, i);
const anonymous = (i: number): string => uuid(3, i);

export const team = 2;

/** Persons who were deleted. */
export const deletedPersons = Array.from({ length: people }, (_, i) => i)
  .filter((i) => i % 10 === 1)
  .map(account);

/** Ids whose person changed after the events. */
export const moved: readonly Owner[] = Array.from({ length: people }, (_, i) => i).flatMap((i): Owner[] => {
  const owner = { distinctId: `anon-${i}`, person: account(i), version: 1, deleted: false };
  // Merged twice; the older row comes last.
  if (i % 7 === 0)
    return [
      { ...owner, version: 10 },
      { ...owner, version: 9, person: account(people - 1) },
    ];
  if (i % 3 === 0) return [owner];
  // Taken back.
  return i % 11 === 2 ? [owner, { ...owner, version: 2, deleted: true }] : [];
});

const isMoved = (i: number): boolean => i % 7 === 0 || i % 3 === 0;

/** Key of the flag, and its variants. */
export const flag = { key: 'coupon', control: 'control', treatment: 'test' } as const;

/** Events of two devices a person; one in fifty came twice, and another project has the same ids. */
export const events: readonly PosthogEvent[] = (() => {
  const random = new Random(11, 3);
  const made: PosthogEvent[] = [];
  for (let i = 0; i < people; i++) {
    for (let day = i % 5; day < days; day += 1 + Math.floor(random.uniform() * 9)) {
      const isAnonymous = random.chance(0.4);
      const isPaid = random.chance(0.3);
      const event = {
        ...{ uuid: uuid(1, made.length), team, event: isPaid ? 'paid' : 'opened' },
        distinctId: isAnonymous ? `anon-${i}` : `acct-${i}`,
        person: isAnonymous ? anonymous(i) : account(i),
        at: from + day * 86_400_000 + Math.floor(random.uniform() * 86_400_000),
        properties: propertiesOf(isPaid, random),
      };
      made.push(event);
      if (random.chance(0.02)) made.push(event);
      if (random.chance(0.2)) made.push({ ...event, team: 3, uuid: uuid(4, made.length) });
    }
    made.push(...exposuresOf(i, random));
  }
  return made;
})();

// The flag is asked before and after the login. Some get another answer then, and some are outside of the rollout.
function exposuresOf(i: number, random: Random): PosthogEvent[] {
  const variant = i % 2 === 0 ? flag.control : flag.treatment;
  const other = i % 2 === 0 ? flag.treatment : flag.control;
  const first = from + Math.floor((10 + random.uniform() * 40) * 86_400_000);
  const exposure = (
    n: number,
    hours: number,
    answer: unknown,
    key: string,
    isAccount: boolean,
  ): PosthogEvent => ({
    ...{ uuid: uuid(5, i * 10 + n), team, event: '$feature_flag_called' },
    distinctId: `${isAccount ? 'acct' : 'anon'}-${i}`,
    person: isAccount ? account(i) : anonymous(i),
    at: first + hours * 3_600_000,
    properties: JSON.stringify({ $feature_flag: key, $feature_flag_response: answer }),
  });
  if (i % 8 === 3) return [exposure(0, 0, false, flag.key, false)];
  const before = exposure(0, 0, variant, flag.key, false);
  return [
    ...[before, before, exposure(1, 1, 'test', 'banner', false)],
    exposure(2, 5, i % 4 === 0 ? other : variant, flag.key, true),
    exposure(3, 6, false, flag.key, true),
  ];
}

/** The exposures and outcomes as one who knows the persons would write them: `who,at,what,variant,amount`. */
export function plainExperiment(): string {
  const seen = new Set<string>();
  const rows = events.flatMap((event) => {
    const who = personOf(event);
    const variant = answerOf(event);
    const isExposure = event.event === '$feature_flag_called';
    if (
      event.team !== team ||
      seen.has(event.uuid) ||
      deletedPersons.includes(who) ||
      (isExposure && variant === null)
    )
      return [];
    seen.add(event.uuid);
    return [[who, new Date(event.at).toISOString(), event.event, variant ?? '', amountOf(event)].join(',')];
  });
  return `who,at,what,variant,amount\n${rows.join('\n')}\n`;
}

function answerOf({ event, properties }: PosthogEvent): string | null {
  if (event !== '$feature_flag_called') return null;
  const { $feature_flag: key, $feature_flag_response: answer } = JSON.parse(properties) as Record<
    string,
    unknown
  >;
  return key === flag.key && typeof answer === 'string' ? answer : null;
}

function propertiesOf(isPaid: boolean, random: Random): string {
  if (random.chance(0.01)) return 'no JSON {';
  const amount = Math.round(random.uniform() * 10_000) / 100;
  if (!isPaid) return JSON.stringify({ $lib: 'web' });
  return JSON.stringify({ amount: random.chance(0.5) ? amount : amount.toFixed(2), $lib: 'web' });
}

/** The person of today, by hand. */
const personOf = ({ distinctId, person }: PosthogEvent): string => {
  const [kind, number] = distinctId.split('-');
  return kind === 'anon' && isMoved(Number(number)) ? account(Number(number)) : person;
};

/** The log as one who knows the persons would write it: `who,at,what,amount`. */
export function plainCsv(): string {
  const seen = new Set<string>();
  const rows = events.flatMap((event) => {
    const who = personOf(event);
    if (event.team !== team || seen.has(event.uuid) || deletedPersons.includes(who)) return [];
    seen.add(event.uuid);
    return [[who, new Date(event.at).toISOString(), event.event, amountOf(event)].join(',')];
  });
  return `who,at,what,amount\n${rows.join('\n')}\n`;
}

function amountOf({ properties }: PosthogEvent): string {
  if (!properties.startsWith('{')) return '';
  const { amount = '' } = JSON.parse(properties) as { amount?: string | number };
  return String(amount);
}

/** How many rows of the project each rule concerns. */
export const counted = {
  moved: events.filter(
    (e) => e.team === team && personOf(e) !== e.person && !deletedPersons.includes(personOf(e)),
  ).length,
  deleted: events.filter((e) => e.team === team && deletedPersons.includes(personOf(e))).length,
};

const text = (value: string): string => `'${value.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;

/** PostHog's own tables in ClickHouse (posthog/models/{event,person}/sql.py), without replication, with the made rows. */
export function clickHouseSql(database: string): readonly string[] {
  const rows = events.map(
    ({ uuid: id, team: own, event, distinctId, person, at, properties }) =>
      `('${id}', ${text(event)}, ${text(properties)}, fromUnixTimestamp64Milli(${at}, 'UTC'), ${own}, ${text(distinctId)}, '${person}')`,
  );
  const owners = moved.map(
    (o) => `(${team}, '${o.distinctId}', '${o.person}', ${Number(o.deleted)}, ${o.version})`,
  );
  const persons = [...new Set(events.flatMap(({ person }) => person))].flatMap((id) => {
    const gone = deletedPersons.includes(id) || isGone(id);
    return [`(${team}, '${id}', 0, 1)`, ...(gone ? [`(${team}, '${id}', 1, 2)`] : [])];
  });
  const shared = 'ENGINE = ReplacingMergeTree(version) ORDER BY (team_id, distinct_id)';
  return [
    `CREATE DATABASE ${database}`,
    `CREATE TABLE ${database}.events (uuid UUID, event String, properties String CODEC(ZSTD(3)), timestamp DateTime64(6, 'UTC'),
       team_id Int64, distinct_id String, elements_chain String, created_at DateTime64(6, 'UTC'), person_id UUID,
       person_created_at DateTime64(3), person_properties String CODEC(ZSTD(3)),
       person_mode Enum8('full' = 0, 'propertyless' = 1, 'force_upgrade' = 2), _timestamp DateTime, _offset UInt64)
     ENGINE = ReplacingMergeTree(_timestamp) PARTITION BY toYYYYMM(timestamp)
     ORDER BY (team_id, toDate(timestamp), event, cityHash64(distinct_id), cityHash64(uuid)) SAMPLE BY cityHash64(distinct_id)`,
    `CREATE TABLE ${database}.person (id UUID, created_at DateTime64(3), team_id Int64, properties String, is_identified Int8,
       is_deleted Int8, version UInt64, _timestamp DateTime DEFAULT '2026-06-01 00:00:00') ENGINE = ReplacingMergeTree(version) ORDER BY (team_id, id)`,
    `CREATE TABLE ${database}.person_distinct_id_overrides (team_id Int64, distinct_id String, person_id UUID, is_deleted Int8,
       version Int64, _timestamp DateTime DEFAULT '2026-06-01 00:00:00') ${shared}`,
    `SYSTEM STOP MERGES`,
    ...halves(rows).map(
      (part) =>
        `INSERT INTO ${database}.events (uuid, event, properties, timestamp, team_id, distinct_id, person_id) VALUES ${part.join(', ')}`,
    ),
    `INSERT INTO ${database}.person (team_id, id, is_deleted, version) VALUES ${persons.join(', ')}`,
    ...owners.map(
      (row) =>
        `INSERT INTO ${database}.person_distinct_id_overrides (team_id, distinct_id, person_id, is_deleted, version) VALUES ${row}`,
    ),
  ];
}

// PostHog deletes the person that was merged into another.
const isGone = (id: string): boolean =>
  Array.from({ length: people }, (_, i) => i).some((i) => isMoved(i) && anonymous(i) === id);

// Rows that came twice lie beside each other: in one part ClickHouse would keep one of them.
const halves = <T>(list: readonly T[]): readonly (readonly T[])[] =>
  [0, 1].map((rest) => list.filter((_, i) => i % 2 === rest));

/** Rows of the batch export `events`, as a VALUES list of DuckDB. */
export const exportedEvents = (): string => {
  const rows = events
    .filter((e) => e.team === team)
    .map(
      (e) =>
        `('${e.uuid}', '${e.event}', '${e.distinctId}', '${e.person}', '${e.properties}', make_timestamptz(${e.at * 1000}))`,
    );
  return `(VALUES ${rows.join(', ')}) t(uuid, event, distinct_id, person_id, properties, "timestamp")`;
};

/** Rows of the batch export `persons`: one a distinct id and change. */
export const exportedPersons = (): string => {
  const held = moved
    .filter(({ deleted }) => !deleted)
    .filter(({ distinctId }) => isMoved(Number(distinctId.split('-')[1])));
  const rows = [
    ...[...new Map(events.map((e) => [e.distinctId, e.person]))].map(([id, person]) => ({
      distinctId: id,
      person,
      version: 0,
    })),
    ...held,
  ].map(
    ({ distinctId, person, version }) =>
      `(${team}, '${distinctId}', '${person}', '{}', ${version}, 1, ${deletedPersons.includes(person)})`,
  );
  return `(VALUES ${rows.join(', ')}) t(team_id, distinct_id, person_id, properties, person_distinct_id_version, person_version, is_deleted)`;
};
