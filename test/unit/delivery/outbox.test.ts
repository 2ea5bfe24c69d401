// The outbox on both databases: what is queued is sent once, whatever dies in between, and the audit tells all of it.
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';

import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';

import { handoverChannel } from '../../../src/delivery/channels/handover.js';
import type { Channel, Outcome } from '../../../src/delivery/outbox/channel.js';
import { dispatch } from '../../../src/delivery/outbox/dispatch.js';
import { enqueue, type NewMessage } from '../../../src/delivery/outbox/enqueue.js';
import { deliveryStatus } from '../../../src/delivery/outbox/status.js';
import { verifyDelivery } from '../../../src/delivery/outbox/verify.js';
import { forgetUsers } from '../../../src/state/forget.js';
import { personKey } from '../../../src/state/person.js';
import type { MessageRecord } from '../../../src/state/records/contact.js';
import { State } from '../../../src/state/state.js';
import type { Transactions } from '../../../src/stores/sql/transactions.js';
import { allStates } from '../../support/state/states.js';

const second = 1_000_000;
const start = Date.UTC(2025, 6, 30, 20) * 1000;

const message = (user: string, more: Partial<NewMessage> = {}): NewMessage => ({
  ...{ user, channel: 'double', purpose: 'marketing', action: 'coupon', address: null, body: { code: user } },
  ...{ costMinor: 50, currency: 'CNY', due: start, notAfter: null },
  ...more,
});
const users = (count: number) => Array.from({ length: count }, (_, i) => message(`u${i + 1}`));
const campaign = { project: 'shop', campaign: 'july', at: start };

/** A clock that is set by hand. */
function clock() {
  const time = { now: start };
  return { time, how: (by = 'd1') => ({ project: 'shop', zone: 'Asia/Shanghai', now: () => time.now, by }) };
}

/** A receiver that answers as it is told, and counts what reached it. */
function double(
  answer: (message: MessageRecord, nth: number) => Outcome,
  recovery: Channel['recovery'] = 'hold',
) {
  const reached: string[] = [];
  const channel: Channel = {
    ...{ name: 'double', batch: 4, timeoutSeconds: 5, recovery },
    send: async (messages, { report }) => {
      for (const one of messages) {
        const outcome = answer(one, reached.filter((user) => user === one.user).length);
        if (outcome.kind === 'accepted' || outcome.kind === 'unknown') reached.push(one.user);
        report(one, outcome);
      }
    },
  };
  return { channel, reached };
}

const accept = (): Outcome => ({ kind: 'accepted' });
const messageOf = (work: Promise<unknown>) =>
  work.then(
    () => 'none',
    (error: Error) => error.message,
  );

describe.each(allStates())('the outbox in $name', { timeout: 120_000 }, (states) => {
  let state: State;
  beforeAll(() => states.begin(), 120_000);
  afterAll(() => states.end());
  beforeEach(async () => {
    state = await states.open();
    return () => state.close();
  });

  test('what the caller refuses is suppressed with its reason, is no contact, and the audit agrees', async () => {
    await enqueue(state, users(6), campaign);
    const { channel, reached } = double(accept);
    const { how } = clock();
    const refuse = async (messages: readonly MessageRecord[]) =>
      new Map(messages.filter(({ seq }) => seq % 3 === 0).map(({ seq }) => [seq, 'met elsewhere']));
    const { events } = await dispatch(state, channel, { ...how(), refuse });
    expect(events).toMatchObject({ accepted: 4 });
    expect(reached).toEqual(['u1', 'u2', 'u4', 'u5']);
    const out = await state.list('message', { where: { state: 'suppressed' } });
    expect(out.map(({ user, reason }) => [user, reason])).toEqual([
      ['u3', 'met elsewhere'],
      ['u6', 'met elsewhere'],
    ]);
    expect((await state.list('contact')).map(({ user }) => user)).toEqual(reached);
    expect((await verifyDelivery(state)).ok).toBe(true);
  });

  test('messages are queued once, sent once, and booked with their contacts', async () => {
    expect(await enqueue(state, [...users(10), message('u1')], campaign)).toEqual({ queued: 10, known: 1 });
    expect(await enqueue(state, users(11), campaign)).toEqual({ queued: 1, known: 10 });
    const { channel, reached } = double(accept);
    const done = await dispatch(state, channel, clock().how());
    const quiet = { recovered: 0, throttled: false, until: null, clockJumps: 0 };
    expect(done).toEqual({ events: { accepted: 11 }, ...quiet });
    expect(await dispatch(state, channel, clock().how())).toMatchObject({ events: {} });
    expect(reached.sort()).toEqual(
      users(11)
        .map(({ user }) => user)
        .sort(),
    );
    const contacts = await state.list('contact');
    expect(contacts).toHaveLength(11);
    // Eight in the evening in UTC is the next day in Shanghai.
    expect(contacts[0]).toMatchObject({ day: '2025-07-31', costMinor: 50, held: false });
    expect(await deliveryStatus(state)).toEqual([
      {
        ...{ project: 'shop', campaign: 'july', channel: 'double', planned: 11, states: { accepted: 11 } },
        ...{ spentMinor: { CNY: 550 }, finished: true },
      },
    ]);
    expect(await verifyDelivery(state)).toMatchObject({ ok: true, messages: 11, faultCount: 0 });
  });

  test('one refused or slow message never touches another; failures wait, repeat and end', async () => {
    await enqueue(state, users(3), campaign);
    const { channel, reached } = double(({ user }) => {
      if (user === 'u1') return { kind: 'refused', reason: 'no such number' };
      return user === 'u2' ? { kind: 'failed', reason: 'busy' } : { kind: 'accepted', providerId: 'p3' };
    });
    const { time, how } = clock();
    for (let tries = 0; tries < 8; tries++, time.now += 3600 * second) await dispatch(state, channel, how());
    expect(reached).toEqual(['u3']);
    const found = (await state.list('message')).map((one) => [
      one.state,
      one.attempts,
      one.reason,
      one.providerId,
    ]);
    expect(found).toEqual([
      ['dead', 0, 'no such number', null],
      ['dead', 6, 'busy', null],
      ['accepted', 0, null, 'p3'],
    ]);
    expect((await state.list('contact')).map(({ user }) => user)).toEqual(['u3']);
    expect((await verifyDelivery(state)).ok).toBe(true);
  });

  test('a receiver that asks to wait is left alone until then, and that is no failed attempt', async () => {
    await enqueue(state, users(6), campaign);
    let open = false;
    const { channel } = double(() => (open ? accept() : { kind: 'throttled', waitMs: 90_000 }));
    const { time, how } = clock();
    const first = await dispatch(state, channel, how());
    expect(first).toMatchObject({ events: { throttled: 4 }, throttled: true });
    open = true;
    time.now += 89 * second;
    // The receiver speaks for its account: what it has not seen yet waits as well.
    const waiting = await dispatch(state, channel, how());
    expect(waiting).toMatchObject({ events: {}, until: start + 90 * second });
    time.now += second;
    expect((await dispatch(state, channel, how())).events).toEqual({ accepted: 6 });
    expect((await state.list('message')).every(({ attempts }) => attempts === 0)).toBe(true);
  });

  test('what is not due waits; what is too late and whoever opted out by now is not sent', async () => {
    const keyFile = path.join(os.tmpdir(), `winback-outbox-key-${process.pid}`);
    writeFileSync(keyFile, 'k'.repeat(40));
    const key = await personKey(state, keyFile);
    const to = (user: string, address: string, more: Partial<NewMessage> = {}) =>
      message(user, { address, ...more });
    const list = [
      to('late', '1', { notAfter: start - 1 }),
      to('out', '138 0000 0000'),
      to('bill', '13800000000', { purpose: 'transactional' }),
      to('later', '2', { due: start + second }),
      to('now', '3'),
    ];
    await enqueue(state, list, { ...campaign, key });
    const suppression = { channel: '', scope: 'marketing', reason: 'STOP', since: start } as const;
    await state.put({ suppression: [{ ...suppression, addressHash: key.address('+8613800000000') }] });
    const { channel, reached } = double(accept);
    await dispatch(state, channel, clock().how());
    expect(reached.sort()).toEqual(['bill', 'now']);
    const found = Object.fromEntries((await state.list('message')).map((one) => [one.user, one.state]));
    expect(found).toMatchObject({ late: 'expired', out: 'suppressed', later: 'queued' });
    expect(await messageOf(enqueue(state, list, { ...campaign, campaign: 'x' }))).toContain('holds opt-outs');
    expect((await verifyDelivery(state)).ok).toBe(true);
  });

  test('another plan under the name of a campaign is refused', async () => {
    await enqueue(state, users(1), { ...campaign, planDigest: 'a'.repeat(64) });
    const other = enqueue(state, users(2), { ...campaign, planDigest: 'b'.repeat(64) });
    expect(await messageOf(other)).toContain('was queued from another plan (aaaaaaaaaaaa, now bbbbbbbbbbbb)');
    expect((await enqueue(state, users(2), { ...campaign, planDigest: 'a'.repeat(64) })).queued).toBe(1);
  });

  test('a forgotten user is not contacted again by the same campaign', async () => {
    const keyFile = path.join(os.tmpdir(), `winback-outbox-key-${process.pid}`);
    writeFileSync(keyFile, 'k'.repeat(40));
    const key = await personKey(state, keyFile);
    await enqueue(state, users(2), campaign);
    await dispatch(state, double(accept).channel, clock().how());
    await forgetUsers(state, ['u1'], key, start);
    expect(await messageOf(enqueue(state, users(2), campaign))).toContain('name the key file');
    expect(await enqueue(state, users(2), { ...campaign, key })).toEqual({ queued: 0, known: 2 });
    await forgetUsers(state, ['u2'], null, start);
    expect(await messageOf(enqueue(state, users(2), { ...campaign, key }))).toContain(
      'forgotten without a key',
    );
    expect((await verifyDelivery(state)).ok).toBe(true);
  });

  test('two dispatchers share the work and send nothing twice', async () => {
    await enqueue(state, users(40), campaign);
    const { channel, reached } = double(accept);
    const { how } = clock();
    const done = await Promise.all(['d1', 'd2', 'd3'].map((by) => dispatch(state, channel, how(by))));
    expect(done.reduce((sum, { events }) => sum + (events.accepted ?? 0), 0)).toBe(40);
    expect(new Set(reached).size).toBe(40);
    expect(reached).toHaveLength(40);
    expect((await verifyDelivery(state)).ok).toBe(true);
  });

  test('a state that was changed by hand does not verify', async () => {
    await enqueue(state, users(3), campaign);
    await dispatch(state, double(accept).channel, clock().how());
    const sql = `UPDATE winback_message SET "state" = 'queued' WHERE "seq" = 2`;
    await state.database.write([{ sql }, { sql: 'DELETE FROM winback_contact WHERE "message" = 3' }]);
    const found = await verifyDelivery(state);
    expect(found).toMatchObject({ ok: false, faultCount: 2 });
    expect(found.faults).toEqual([
      { message: 2, problem: 'another state' },
      { message: 3, problem: 'no contact' },
    ]);
  });

  /** The state of a process that dies at its nth writing: before it, or after it was kept and before it is known. */
  function dying(at: number, after: boolean): State {
    let writes = 0;
    const { database } = state;
    const dead = new Error('the process died');
    const write: Transactions['write'] = async (statements, signal) => {
      writes += 1;
      if (writes > at || (writes === at && !after)) throw dead;
      const rows = await database.write(statements, signal);
      if (writes === at) throw dead;
      return rows;
    };
    const read: Transactions['read'] = (statements, signal) =>
      writes >= at ? Promise.reject(dead) : database.read(statements, signal);
    return new State({
      ...database,
      read,
      write,
      snapshot: () => database.snapshot(),
      close: async () => undefined,
    });
  }

  test.each(['resend', 'ask', 'hold'] as const)('dying at every step: %s', async (recovery) => {
    const { time, how } = clock();
    const keys = new Map<string, number>();
    const channel: Channel = {
      ...{ name: 'double', batch: 3, timeoutSeconds: 5, recovery },
      send: async (messages, { report }) => {
        for (const one of messages) {
          keys.set(one.key, (keys.get(one.key) ?? 0) + 1);
          report(one, { kind: 'accepted' });
        }
      },
      taken: async (messages) => new Set(messages.filter(({ key }) => keys.has(key)).map(({ seq }) => seq)),
    };
    let deaths = 0;
    for (let at = 1; at <= 4; at++)
      for (const after of [false, true]) {
        await enqueue(state, users(5), { ...campaign, campaign: `c${at}${after}` });
        const died = await messageOf(dispatch(dying(at, after), channel, how(`dead${at}${after}`)));
        if (died === 'the process died') deaths += 1;
        // Nothing is taken before the claim has ended.
        time.now += 9 * second;
        await dispatch(state, channel, how(`next${at}`));
        time.now += 2 * second;
        await dispatch(state, channel, how(`last${at}`));
      }
    expect(deaths).toBe(8);
    const counts = await state.list('message');
    const left = counts.filter((one) => one.state !== 'accepted');
    expect(left.every((one) => recovery === 'hold' && one.state === 'unknown')).toBe(true);
    // A receiver that is asked, or never sent to again, gets nothing twice; with `resend` it drops the repeated key.
    const twice = [...keys.values()].filter((times) => times > 1);
    expect(twice.length > 0).toBe(recovery === 'resend');
    expect(keys.size + left.filter(({ key }) => !keys.has(key)).length).toBe(40);
    expect((await verifyDelivery(state)).ok).toBe(true);
  });
});

describe('hand-over to a folder', () => {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'winback-handover-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  test('names of campaigns stay inside the folder, and files hold what was queued', async () => {
    const [sqlite] = allStates();
    await sqlite!.begin();
    const state = await sqlite!.open();
    const list = [
      message('张三', { channel: 'handover', body: { text: '回来吧' } }),
      message('u2', { channel: 'handover' }),
    ];
    for (const name of ['..', 'a/../../b', '七月'])
      await enqueue(state, list, { ...campaign, campaign: name });
    await dispatch(state, handoverChannel(folder), clock().how());
    const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((file) =>
      file.endsWith('.jsonl'),
    );
    expect(files.map((file) => path.dirname(file)).sort()).toEqual([
      'shop/%2E%2E',
      'shop/%E4%B8%83%E6%9C%88',
      'shop/a%2F%2E%2E%2F%2E%2E%2Fb',
    ]);
    const [first] = readFileSync(
      path.join(folder, files.find((file) => file.includes('%E4'))!),
      'utf8',
    ).split('\n');
    expect(JSON.parse(first!)).toEqual({
      ...{ key: 'shop:%E4%B8%83%E6%9C%88:%E5%BC%A0%E4%B8%89:handover', user: '张三', action: 'coupon' },
      ...{ address: null, costMinor: 50, currency: 'CNY', properties: { text: '回来吧' } },
    });
    await state.close();
    await sqlite!.end();
  });
});
