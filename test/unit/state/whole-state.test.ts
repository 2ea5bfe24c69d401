// What is done to a whole state: the chain of the audit, export and import, and persons who are forgotten.
import { writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';

import { afterAll, beforeAll, describe, expect, test } from 'vitest';

import { type AuditEntry, verifyAudit, writeAudited } from '../../../src/state/audit.js';
import { exportLines, importLines } from '../../../src/state/export.js';
import { forgetUsers, forgottenIn } from '../../../src/state/forget.js';
import { openState } from '../../../src/state/open.js';
import { personKey, plainAddress } from '../../../src/state/person.js';
import { queryRows } from '../../../src/state/reads.js';
import type { MessageRecord } from '../../../src/state/records/contact.js';
import type { State } from '../../../src/state/state.js';
import { samples } from '../../support/state/records.js';
import { allStates } from '../../support/state/states.js';

const codeOf = (work: Promise<unknown>): Promise<string> =>
  work.then(
    () => 'none',
    ({ code, message }: { code: string; message: string }) => `${code} ${message}`,
  );

async function linesOf(state: State): Promise<string[]> {
  const lines: string[] = [];
  for await (const line of exportLines(state)) lines.push(line);
  return lines;
}

async function* given(lines: readonly string[]): AsyncGenerator<string> {
  yield* lines;
}

const entry = (event: string, detail = {}): AuditEntry => ({
  project: 'shop',
  at: 1,
  event,
  subject: 'test',
  detail,
});

describe.each(allStates())('a whole state in $name', { timeout: 120_000 }, (states) => {
  beforeAll(() => states.begin(), 120_000);
  afterAll(() => states.end());

  test('the chain of many writers at once is whole, and each change was prepared from what it met', async () => {
    const url = await states.url();
    const writers = await Promise.all([1, 2, 3].map(() => openState(url)));
    const [first] = writers;
    await first!.put({ holding: [{ ...samples.holding, at: 0 }] });
    const add = (state: State) =>
      writeAudited(state, async () => {
        const { at } = (await state.list('holding'))[0]!;
        const statement = { sql: 'UPDATE winback_holding SET "at" = ?', rows: [[at + 1]] };
        return { entries: [entry('added', { from: at })], statements: [statement] };
      });
    await Promise.all(Array.from({ length: 30 }, (_, i) => add(writers[i % 3]!)));
    expect((await first!.list('holding'))[0]!.at).toBe(30);
    expect((await first!.list('audit')).map(({ detail }) => detail['from'])).toEqual([...Array(30).keys()]);
    expect(await verifyAudit(first!)).toMatchObject({ ok: true, entries: 30, firstWrong: null });
    await Promise.all(writers.map((one) => one.close()));
  });

  test('an entry that was changed, taken out or put in is found', async () => {
    const state = await states.open();
    for (const event of ['a', 'b', 'c', 'd'])
      await writeAudited(state, async () => ({ entries: [entry(event)], statements: [] }));
    const whole = await state.list('audit');
    const spoilt = async (sql: string) => {
      await state.database.write([{ sql }]);
      const { ok, firstWrong } = await verifyAudit(state);
      await state.database.write([{ sql: 'DELETE FROM winback_audit' }]);
      await state.put({ audit: whole });
      return ok ? null : firstWrong;
    };
    expect(await spoilt(`UPDATE winback_audit SET "event" = 'x' WHERE "seq" = 2`)).toBe(2);
    expect(await spoilt('DELETE FROM winback_audit WHERE "seq" = 3')).toBe(3);
    expect(await spoilt('UPDATE winback_audit SET "seq" = 9 WHERE "seq" = 4')).toBe(4);
    expect((await verifyAudit(state)).ok).toBe(true);
    await state.close();
  });

  test('an export is read back to the same export', async () => {
    const state = await states.open();
    await state.put(Object.fromEntries(Object.entries(samples).map(([kind, one]) => [kind, [one]])));
    const many = Array.from({ length: 2500 }, (_, i) => ({ ...samples.contact, user: `u${i}` }));
    await state.put({ contact: many });
    const lines = await linesOf(state);
    const records = 2500 + Object.keys(samples).length;
    expect(lines.at(-1)).toBe(`{"end":true,"records":${records}}`);
    const copy = await states.open();
    expect(await importLines(copy, given(lines))).toBe(records);
    expect(await linesOf(copy)).toEqual(lines);
    expect(await codeOf(importLines(copy, given(lines)))).toMatch(
      /^BAD_INPUT the state .* holds records \(run\)/,
    );
    await Promise.all([state.close(), copy.close()]);
  });

  // Both databases are read by the same lines of code: one is enough for each fault of a file.
  test.runIf(states.name === 'SQLite')(
    'what is no whole export is refused with its line, and leaves a state that cannot be used',
    async () => {
      const source = await states.open();
      await source.put({ run: [samples.run], holding: [samples.holding] });
      const [head, run, holding, end] = await linesOf(source);
      await source.close();
      const wrong: readonly (readonly [readonly (string | undefined)[], string])[] = [
        [[head, run, holding], 'the export ends after line 3 without its last line'],
        [[head, run, end], 'says that it has 2 records, but 1 came'],
        [[head, run, holding?.slice(0, 40)], 'line 3 is no JSON'],
        [[run, holding, end], 'line 1 is not the head of an export'],
        [[head, run, end?.replace('2', '1'), holding], 'line 4: something follows the end'],
        [
          [head, run?.replace('"2025-07-30"', '"30.7.2025"'), holding, end],
          'line 2: run[0].date must be a day',
        ],
        [[head, run?.replace('"run"', '"runs"'), holding, end], 'line 2: there is no kind of record "runs"'],
        [[head?.replace(/"migration":\d+/, '"migration":999'), run, end], 'of a newer winback'],
        [[], 'ends after line 0'],
      ];
      for (const [lines, message] of wrong) {
        const url = await states.url();
        const state = await openState(url);
        expect(await codeOf(importLines(state, given(lines as string[])))).toContain(message);
        await state.close();
        expect(await codeOf(openState(url))).toMatch(
          /BAD_INPUT an import into the state .* was not finished/,
        );
      }
    },
  );

  describe('persons', () => {
    const keyFile = path.join(os.tmpdir(), `winback-key-${process.pid}.txt`);
    beforeAll(() => writeFileSync(keyFile, `${'0123456789abcdef'.repeat(4)}\n`));

    const message = (seq: number, user: string, more: Partial<MessageRecord> = {}): MessageRecord => ({
      ...samples.message,
      ...{ seq, user, key: `shop:july:${user}:sms`, addressHash: null },
      ...more,
    });

    async function withPersons(): Promise<State> {
      const state = await states.open();
      await state.put({
        contact: ['张三', 'u2'].map((user, i) => ({ ...samples.contact, user, message: i + 1 })),
        message: [
          message(1, '张三', { state: 'accepted' }),
          message(2, 'u2', { state: 'accepted' }),
          message(3, '张三', { campaign: 'august', key: 'k3' }),
        ],
        exposure: [{ ...samples.exposure, user: '张三' }],
        holding: [samples.holding],
        suppression: [samples.suppression],
      });
      await writeAudited(state, async () => ({
        entries: [entry('enqueued', { messages: [1, 2, 3] })],
        statements: [],
      }));
      return state;
    }

    test.each(['with a key', 'without a key'])(
      '%s: nothing names them, and what must stay stays',
      async (how) => {
        const state = await withPersons();
        const key = how === 'with a key' ? await personKey(state, keyFile) : null;
        const forgotten = await forgetUsers(state, ['张三', 'nobody', '张三'], key, 5);
        expect(forgotten).toEqual({
          ...{ users: 1, unknown: 1, contacts: 1, exposures: 1, messages: 2, cancelled: 1 },
          elsewhere: [samples.holding],
        });
        const text = (await linesOf(state)).join('\n');
        for (const trace of [
          '张三',
          '13800000000',
          '回来吧 {code}","code":"X1"},"costMinor":50,"currency":"CNY","state":"c',
        ])
          expect(text.split('\n').filter((line) => line.includes(trace) && !line.includes('"u2"'))).toEqual(
            [],
          );
        expect(await verifyAudit(state)).toMatchObject({ ok: true, entries: 2 });
        expect(await state.list('suppression')).toHaveLength(1);
        const costs = await queryRows(state, 'SELECT sum("cost_minor") AS n FROM winback_contact');
        expect(costs).toEqual([{ n: 100 }]);
        const states3 = (await state.list('message')).map((one) => [one.state, one.reason]);
        expect(states3).toEqual([
          ['accepted', null],
          ['accepted', null],
          ['cancelled', 'forgotten'],
        ]);
        const left = { hmac: key !== null, number: key === null };
        expect(await forgottenIn(state, 'shop', 'july')).toEqual(left);
        // Again: nobody is left to forget.
        expect(await forgetUsers(state, ['张三'], key, 6)).toMatchObject({ users: 0, unknown: 1 });
        await state.close();
      },
    );

    test('a pseudonym is the same for the same person under the key, and another key is refused', async () => {
      const state = await withPersons();
      const key = await personKey(state, keyFile);
      await forgetUsers(state, ['张三'], key, 5);
      const users = (await state.list('contact')).map(({ user }) => user);
      expect(users).toContain(key.user('张三'));
      expect(key.address('+86 138-0000-0000')).toBe((await state.list('message'))[0]!.addressHash);
      const other = `${keyFile}.other`;
      writeFileSync(other, 'f'.repeat(64));
      expect(await codeOf(personKey(state, other))).toMatch(/BAD_INPUT the key in .* is not the one/);
      writeFileSync(other, 'short');
      expect(await codeOf(personKey(state, other))).toMatch(/fewer than 32 letters/);
      await state.close();
    });
  });
});

test('one address in its many forms is one address', () => {
  const same = [
    '13800000000',
    '+8613800000000',
    '0086 138 0000 0000',
    '+86 (138) 0000-0000',
    '8613800000000',
  ];
  expect([...new Set(same.map(plainAddress))]).toEqual(['+8613800000000']);
  expect(plainAddress(' Li.Si@Example.COM ')).toBe('li.si@example.com');
  expect(plainAddress('+44 20 7946 0958')).toBe('+442079460958');
  expect(plainAddress('DeviceToken-Ab')).toBe('DeviceToken-Ab');
});
