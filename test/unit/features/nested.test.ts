// One log in every nested form gives what it gives as plain columns; what is missing inside is counted or refused.
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DuckDb } from '../../../src/data/sources/duckdb.js';
import { buildSnapshots, type FeatureSet } from '../../../src/features/build.js';
import { featuresConfig } from '../../../src/features/config.js';
import { openEventLog } from '../../../src/features/log/event-log.js';
import { toyConfig, toyEvents } from './toy-log.js';

let folder = '';
let files = 0;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'winback-nested-'));
});
afterAll(() => rm(folder, { recursive: true }));

const rows = toyEvents(60, 120, 7).map(({ id, user, at, event, amount, ms }) => ({
  id,
  who: user,
  when: at.toISOString(),
  what: event,
  amount,
  ms,
}));
type Row = (typeof rows)[number];

const cell = (value: unknown): string => `"${String(value ?? '').replaceAll('"', '""')}"`;
const csv = (header: string, lines: readonly (readonly unknown[])[]): string =>
  `${header}\n${lines.map((line) => line.map(cell).join(',')).join('\n')}\n`;

async function file(ending: string, content: string): Promise<string> {
  const path = join(folder, `log${files++}.${ending}`);
  await writeFile(path, content);
  return path;
}

/** A Parquet file of what DuckDB makes of `select`, which may read `log`, the plain rows. */
async function parquet(select: string): Promise<string> {
  const plain = await file('jsonl', rows.map((row) => JSON.stringify(row)).join('\n'));
  const path = join(folder, `log${files++}.parquet`);
  const engine = await DuckDb.open();
  await engine.run(`CREATE VIEW log AS FROM read_json('${plain}', sample_size = -1)`);
  await engine.run(`COPY (${select}) TO '${path}' (FORMAT parquet)`);
  engine.close();
  return path;
}

const { quota: _quota, feature_used: _used, ...roles } = toyConfig.roles;
const plainColumns = { user: 'who', time: 'when', event: 'what', id: 'id', amount: 'amount', duration: 'ms' };

const configOf = (source: string, columns: object, more: object = {}): ReturnType<typeof featuresConfig> =>
  featuresConfig(
    {
      events: { source, columns, roles, ...more },
      snapshots: { train: 2, calibration: 1, test: 1, folds: 0 },
      engine: { threads: 1 },
    },
    'config',
  );

const built = (source: string, columns: object, more: object = {}): Promise<FeatureSet> =>
  buildSnapshots(configOf(source, columns, more));

async function recordOf(source: string, columns: object) {
  const { events, engine } = configOf(source, columns);
  const log = await openEventLog(events, engine);
  log.close();
  return log.record;
}

function values({ snapshots }: FeatureSet): string {
  const plain = snapshots.map(({ day, table }) => [day, table.toArray()]);
  return JSON.stringify(plain, (_, value: unknown) => (typeof value === 'bigint' ? Number(value) : value));
}

const jsonText = (): Promise<string> =>
  file(
    'csv',
    csv(
      'meta,props',
      rows.map(({ id, who, when, ...rest }) => [
        JSON.stringify({ id, user: { id: who }, at: when }),
        JSON.stringify({ $name: rest.what, price: { 'net.amount': rest.amount }, ms: rest.ms }),
      ]),
    ),
  );

const nestedColumns = {
  user: { json: 'meta', path: 'user.id' },
  time: 'meta.at',
  id: { json: 'meta', path: 'id' },
  event: 'props.$name',
  amount: { json: 'props', path: 'price."net.amount"' },
  duration: 'props.ms',
};

const inLine = ({ id, who, when, what, amount, ms }: Row): object => ({
  meta: { id, user: { id: who }, at: when },
  // A value that an event has not is no key of it.
  props: {
    $name: what,
    ...(amount === null ? {} : { price: { 'net.amount': amount } }),
    ...(ms === null ? {} : { ms }),
  },
});

describe('nested values', () => {
  let reference = '';
  beforeAll(async () => {
    const plain = csv(
      'id,who,when,what,amount,ms',
      rows.map((row) => Object.values(row)),
    );
    reference = values(await built(await file('csv', plain), plainColumns));
  });

  it('JSON text in a CSV file', async () => {
    expect(values(await built(await jsonText(), nestedColumns))).toBe(reference);
  });

  it('JSON lines, with keys that only some rows have', async () => {
    const lines = rows.map((row) => JSON.stringify(inLine(row))).join('\n');
    expect(values(await built(await file('jsonl', lines), nestedColumns))).toBe(reference);
  });

  it('an array of objects in a .json file, and plain keys', async () => {
    expect(values(await built(await file('json', JSON.stringify(rows, null, 1)), plainColumns))).toBe(
      reference,
    );
  });

  it('records (STRUCT) and JSON text of a Parquet file', async () => {
    const path = await parquet(`SELECT {'id': id, 'user': {'id': who}, 'at': "when"} AS meta,
      {'$name': what, 'price': {'net.amount': amount}, 'ms': ms} AS props FROM log`);
    expect(values(await built(path, nestedColumns))).toBe(reference);
    const text = await parquet(`SELECT {'id': id, 'user': {'id': who}, 'at': "when"} AS meta,
      to_json({'$name': what, 'price': {'net.amount': amount}, 'ms': ms})::VARCHAR AS props FROM log`);
    expect(values(await built(text, nestedColumns))).toBe(reference);
  });

  it('a map of a Parquet file', async () => {
    const path = await parquet(
      `SELECT "when", MAP {'who': who, 'what': what, 'id': id} AS m, MAP {'amount': amount, 'ms': ms} AS n FROM log`,
    );
    const columns = {
      user: 'm.who',
      time: 'when',
      event: 'm.what',
      id: 'm.id',
      amount: 'n.amount',
      duration: 'n.ms',
    };
    expect(values(await built(path, columns))).toBe(reference);
  });

  const listColumns = {
    user: 'who',
    time: 'when',
    event: 'what',
    id: { list: 'params', key: 'id' },
    amount: { list: 'params', key: 'amount', value: 'double_value' },
    duration: { list: 'params', key: 'ms' },
  };
  const param = (key: string, string: string, int: string, double: string): string =>
    `{'key': '${key}', 'value': {'string_value': ${string}, 'int_value': ${int}, 'double_value': ${double}}}`;
  const params = `[${param('id', 'id', 'NULL::BIGINT', 'NULL::DOUBLE')}, ${param('amount', 'NULL', 'NULL', 'amount')},
    ${param('ms', 'NULL', 'ms', 'NULL')}] AS params`;

  it('lists of records with key and value, as GA4 has them, in Parquet and JSON lines', async () => {
    const path = await parquet(`SELECT who, "when", what, ${params} FROM log`);
    expect(values(await built(path, listColumns))).toBe(reference);
    const lines = rows.map(({ who, when, what, id, amount, ms }) =>
      JSON.stringify({
        ...{ who, when, what },
        params: [
          { key: 'id', value: { string_value: id } },
          { key: 'amount', value: { string_value: null, double_value: amount } },
          { key: 'ms', value: { int_value: ms === null ? null : String(ms) } },
        ],
      }),
    );
    expect(values(await built(await file('jsonl', lines.join('\n')), listColumns))).toBe(reference);
  });

  it('a column whose own name has a dot wins over a path', async () => {
    const lines = rows.map(({ amount, ...row }) =>
      JSON.stringify({ ...row, 'p.amount': amount, p: { amount: 'wrong' } }),
    );
    const columns = { ...plainColumns, amount: 'p.amount' };
    expect(values(await built(await file('jsonl', lines.join('\n')), columns))).toBe(reference);
    const plain = csv(
      'id,who,when,what,p.amount,ms,p',
      rows.map((row) => [...Object.values(row), '{"amount":3}']),
    );
    expect(values(await built(await file('csv', plain), columns))).toBe(reference);
  });
});

describe('what is missing inside', () => {
  it('a key that no row has is refused, with the keys there are', async () => {
    const path = await jsonText();
    const run = (columns: object): Promise<unknown> => built(path, { ...nestedColumns, ...columns });
    await expect(run({ amount: 'props.price.amuont' })).rejects.toThrow(
      'columns.amount: "props.price.amuont": no row has the key "amuont"; there are net.amount',
    );
    await expect(run({ amount: 'props.prise' })).rejects.toThrow(
      /no row has the key "prise" \(did you mean "price"\?\)/,
    );
    await expect(run({ amount: 'porps.price' })).rejects.toThrow(/the event log has no column "porps.price"/);
    const struct = await parquet(`SELECT who, "when", what, {'amount': amount} AS p FROM log`);
    await expect(
      built(struct, { user: 'who', time: 'when', event: 'what', amount: 'p.total' }),
    ).rejects.toThrow('columns.amount: "p.total": no row has the key "total"; there are amount');
    await expect(
      built(struct, { user: 'who', time: 'when', event: 'what', amount: 'who.x.y' }),
    ).rejects.toThrow(/json: \d+ of \d+ values of column "who" \(100.0 %\) cannot be read as JSON objects/);
  });

  it('texts that are no JSON are counted, and refused above 5 %', async () => {
    const lines = (share: number): readonly (readonly unknown[])[] =>
      rows.map(({ who, when, what, amount }, i) => [
        who,
        when,
        what,
        i % share === 0 ? '{cut' : JSON.stringify({ amount }),
      ]);
    const columns = { user: 'who', time: 'when', event: 'what', amount: 'props.amount' };
    const few = await file('csv', csv('who,when,what,props', lines(50)));
    const { reading } = await recordOf(few, columns);
    const broken = Math.ceil(rows.length / 50);
    expect(reading.columns.find(({ option }) => option === 'json')).toEqual({
      ...{ option: 'json', column: 'props', given: rows.length, unusable: broken, examples: ['{cut'] },
    });
    const many = await file('csv', csv('who,when,what,props', lines(10)));
    await expect(built(many, columns)).rejects.toThrow(
      /json: \d+ of \d+ values of column "props" \(10\.\d %\) cannot be read as JSON objects, e\.g\. '\{cut'/,
    );
    await expect(built(many, columns, { allow: ['json'] })).resolves.toBeDefined();
  });

  it('broken JSON lines are refused with file and line; rows that are no objects too', async () => {
    const path = await file('jsonl', '{"who":"a","when":"2026-01-01"}\n{"who":"b"\n{"who":"c"}\n');
    await expect(built(path, plainColumns)).rejects.toThrow(/Malformed JSON in file .*log\d+\.jsonl.* line/);
    const scalars = await file('jsonl', '{"who":"a"}\n17\n');
    await expect(built(scalars, plainColumns)).rejects.toThrow(/1 of 2 rows are no JSON objects but ubigint/);
  });
});
