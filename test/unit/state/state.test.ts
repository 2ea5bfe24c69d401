import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { columnOf } from '../../../src/state/kinds/kind.js';
import { kindNames, kinds } from '../../../src/state/kinds.js';
import { migrate } from '../../../src/state/migrate.js';
import { migrations } from '../../../src/state/migrations/list.js';
import { openState } from '../../../src/state/open.js';
import { queryRows } from '../../../src/state/reads.js';
import type { StateKind } from '../../../src/state/records.js';
import type { State } from '../../../src/state/state.js';
import { samples } from '../../support/state/records.js';
import { allStates } from '../../support/state/states.js';

const errorOf = (work: Promise<unknown>): Promise<{ code: string; message: string }> =>
  work.then(
    () => Promise.reject(new Error('it did not fail')),
    ({ code, message }: { code: string; message: string }) => ({ code, message }),
  );

describe.each(allStates())('a state in $name', { timeout: 120_000 }, (states) => {
  let state: State;
  beforeAll(async () => {
    await states.begin();
    state = await states.open();
  }, 120_000);
  afterAll(async () => {
    await state?.close();
    await states.end();
  });

  test.each(kindNames)(
    'a record of %s comes back as it was written, also to another program',
    async (kind) => {
      await state.put({ [kind]: [samples[kind]] });
      expect(await state.list(kind)).toEqual([samples[kind]]);
    },
  );

  test('the columns of the tables are the fields of the kinds, and nothing else', async () => {
    for (const kind of kindNames) {
      const { table, fields } = kinds[kind];
      const [row] = await queryRows(state, `SELECT * FROM ${table}`);
      expect(Object.keys(row!)).toEqual(Object.keys(fields).map(columnOf));
    }
  });

  test('a record replaces the one with its key, and no other', async () => {
    const first = samples.data;
    await state.put({ data: [{ ...first, event: 'visit' }] });
    await state.put({ data: [{ ...first, rows: 5 }] });
    const rows = (await state.list('data')).map(({ event, rows: count }) => [event, count]);
    expect(rows).toEqual([
      ['pay', 5],
      ['visit', 812],
    ]);
  });

  test('records are chosen by fields and days', async () => {
    const days = ['2025-08-01', '2025-08-03', '2025-08-02'];
    await state.put({ decision: days.map((date) => ({ ...samples.decision, date, project: 'days' })) });
    const dates = async (options: Parameters<typeof state.list<'decision'>>[1]) =>
      (await state.list('decision', options)).map(({ date }) => date);
    const where = { project: 'days' };
    expect(await dates({ where })).toEqual(['2025-08-01', '2025-08-02', '2025-08-03']);
    expect(await dates({ where, newest: true, limit: 2 })).toEqual(['2025-08-03', '2025-08-02']);
    expect(await dates({ where, from: '2025-08-02', to: '2025-08-02' })).toEqual(['2025-08-02']);
    expect(await dates({ where: { project: 'none' } })).toEqual([]);
    expect(await state.list('run', { where: { modelDigest: null } })).toHaveLength(1);
  });

  test('texts are ordered by their bytes', async () => {
    const events = ['a', 'B', 'é', 'z', '张', '_', '\u{1F600}', '\u{FF5E}'];
    await state.put({ data: events.map((event) => ({ ...samples.data, project: 'order', event })) });
    const bytes = [...events].sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
    const found = await state.list('data', { where: { project: 'order' } });
    expect(found.map(({ event }) => event)).toEqual(bytes);
  });

  test('a wrong field is named with kind, place and value, and nothing is written', async () => {
    const wrong: readonly (readonly [object, string])[] = [
      [{ date: '2025-02-30' }, 'run[1].date must be a day such as 2025-07-30, got "2025-02-30"'],
      [{ rows: 1.5 }, 'run[1].rows must be a whole number'],
      [{ state: 'dnoe' }, 'did you mean "done"?'],
      [{ run: undefined }, 'run[1].run must be a text, got undefined'],
      [{ zone: 'a\0b' }, 'run[1].zone holds half a letter or a zero byte'],
      [{ zone: '\uD800' }, 'run[1].zone holds half a letter or a zero byte'],
      [{ modelDigst: 'm' }, 'run[1]: unknown option "modelDigst" (did you mean "modelDigest"?)'],
    ];
    for (const [change, message] of wrong) {
      const records = [
        { ...samples.run, run: 'other' },
        { ...samples.run, ...change },
      ];
      const error = await errorOf(state.put({ run: records as never }));
      expect(error.code).toBe('BAD_INPUT');
      expect(error.message).toContain(message);
    }
    const nan = { ...samples.decision, details: { x: Number.NaN } };
    expect((await errorOf(state.put({ decision: [nan] }))).message).toBe(
      'decision[0].details.x: JSON does not hold NaN',
    );
    expect(await state.list('run')).toHaveLength(1);
  });

  test('all kinds are written together or not at all', async () => {
    const more = { ...samples.holding, place: 'elsewhere' };
    const wrong = state.put({
      holding: [more],
      metric: [{ ...samples.metric, value: Number.POSITIVE_INFINITY }],
    });
    expect((await errorOf(wrong)).message).toContain('metric[0].value must be a finite number');
    expect(await state.list('holding')).toHaveLength(1);
  });

  test('unknown kinds and fields are refused', async () => {
    expect((await errorOf(state.put({ runs: [] } as never))).message).toContain(
      'no records of the kind "runs"',
    );
    expect((await errorOf(state.list('run', { where: { 'x" OR 1=1': 1 } as never }))).code).toBe('BAD_INPUT');
    expect((await errorOf(state.list('holding', { newest: true }))).message).toContain('no dates');
  });

  test('many programs open a new state at once', async () => {
    const url = await states.url();
    const opened = await Promise.all(Array.from({ length: 6 }, () => openState(url)));
    await Promise.all(opened.map((one, i) => one.put({ holding: [{ ...samples.holding, place: `p${i}` }] })));
    expect(await opened[0]!.list('holding')).toHaveLength(6);
    expect(await queryRows(opened[0]!, 'SELECT "number" FROM winback_migration')).toEqual(
      migrations.map(({ number }) => ({ number })),
    );
    await Promise.all(opened.map((one) => one.close()));
  });

  test('an older program refuses a newer state and leaves it as it is', async () => {
    const url = await states.url();
    const newer = await openState(url);
    await newer.put({ holding: [samples.holding] });
    const next = {
      number: migrations.length + 1,
      name: 'next',
      statements: ['ALTER TABLE winback_run ADD COLUMN "more" TEXT'],
    };
    expect(await migrate(newer.database, [...migrations, next])).toBe(next.number);
    expect(await errorOf(openState(url))).toEqual({
      code: 'BAD_INPUT',
      message: expect.stringContaining(
        `was written by a newer winback (its form is ${next.number}, this version knows ${migrations.length})`,
      ),
    });
    expect(await newer.list('holding')).toHaveLength(1);
    await newer.close();
  });

  test('a migration that fails half way leaves the form before it', async () => {
    const fresh = await states.open();
    const broken = {
      number: migrations.length + 1,
      name: 'broken',
      statements: ['CREATE TABLE winback_half ("a" TEXT)', 'CREATE nothing'],
    };
    expect((await errorOf(migrate(fresh.database, [...migrations, broken]))).code).toBe('BAD_INPUT');
    expect(await migrate(fresh.database)).toBe(migrations.length);
    const fixed = { ...broken, statements: broken.statements.slice(0, 1) };
    expect(await migrate(fresh.database, [...migrations, fixed])).toBe(broken.number);
    await fresh.close();
  });
});

describe('where a state is', () => {
  test('what is no place of a state says what is one', async () => {
    expect((await errorOf(openState('mysql://a@b/c'))).message).toContain('postgres://user@host/database');
    expect((await errorOf(openState('sqlite:'))).message).toContain('empty');
    expect((await errorOf(openState('postgres://u:secret@h/d'))).message).not.toContain('secret');
    expect((await errorOf(openState('/nowhere/at/all.db', { create: false }))).code).toBe('NOT_FOUND');
  });

  test('the file of another program is refused', async () => {
    const [sqlite] = allStates();
    await sqlite!.begin();
    const url = await sqlite!.url();
    const { openSqlite } = await import('../../../src/stores/sqlite/sqlite.js');
    const other = await openSqlite(url);
    await other.write([{ sql: 'CREATE TABLE photos (name TEXT)' }]);
    await other.close();
    expect((await errorOf(openState(url))).message).toContain('tables of another program (such as photos)');
    await sqlite!.end();
  });

  test('every kind has a sample', () => {
    expect((Object.keys(samples) as StateKind[]).sort()).toEqual([...kindNames].sort());
  });
});
