// Logs of trades that the guesses were once wrong about: found by writing six logs down with their truth first.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, expect, test } from 'vitest';

import { initConfig } from '../../../src/pipeline/init/config.js';
import { inspect } from '../../../src/pipeline/init/inspect.js';
import { gbk } from '../../support/gbk.js';
import { isoTime, writeLog } from '../../support/init-files.js';

const folder = mkdtempSync(path.join(tmpdir(), 'winback-trades-'));
afterAll(() => rmSync(folder, { recursive: true }));

const yuan = (cents: number): string =>
  `"￥${(cents * 11).toLocaleString('en', { minimumFractionDigits: 2 })}"`;

/** An order export as Chinese shops have it: the state of the order says what happened, not the way it was paid. */
const orders = (name: string): string =>
  writeLog(folder, name, {
    header: '会员编号,下单时间,实付金额,订单状态,支付方式',
    row: (user, at, event, cents) => {
      const state = { login: '已完成', view: '已退款', purchase: '已取消' }[event];
      const method = ['微信支付', '支付宝', '银行卡'][cents % 3];
      return `HY${user},${isoTime(at)},${yuan(cents)},${state},${method}`;
    },
  });

const rolesOf = (found: Awaited<ReturnType<typeof inspect>>): object =>
  Object.fromEntries(found.events.map(({ name, role }) => [name, role]));

test('the state of an order is its event, and amounts such as ￥1,234.50 make a state a payment', async () => {
  const found = await inspect({ events: [orders('orders.csv')] });
  expect(found.guesses.event?.column).toBe('订单状态');
  expect(rolesOf(found)).toEqual({ 已完成: 'payment', 已退款: 'refund', 已取消: null });
});

test('events with amounts that count as activity are said', async () => {
  const file = writeLog(folder, 'elsewhere.csv', {
    header: 'user_id,time,event,amount',
    row: (user, at, event, cents) => {
      const name = { login: 'login', view: 'cart filled', purchase: 'purchase' }[event];
      return `u${user},${isoTime(at)},${name},${event === 'login' ? '' : (cents / 100).toFixed(2)}`;
    },
  });
  const found = await inspect({ events: [file] });
  const rows = found.events.find(({ name }) => name === 'cart filled')!.rows;
  expect(found.problems).toContainEqual({ code: 'amountsElsewhere', values: { names: 'cart filled', rows } });
});

test('fees of a contract are payments, and its end is no sign of life', async () => {
  const file = writeLog(folder, 'gym.csv', {
    header: 'member_no;checkin_at;activity;fee_eur',
    row: (user, at, event, cents) => {
      const name = { login: 'check_in', view: 'contract_cancelled', purchase: 'fee_debited' }[event];
      const fee = event === 'purchase' ? (cents / 100).toFixed(2).replace('.', ',') : '';
      return `M${user};${isoTime(at)};${name};${fee}`;
    },
  });
  const found = await inspect({ events: [file] });
  expect(found.guesses.amount?.column).toBe('fee_eur');
  expect(rolesOf(found)).toEqual({
    check_in: 'login',
    contract_cancelled: null,
    fee_debited: 'payment',
  });
});

test('the encoding that the caller names is read and written into the configuration', async () => {
  const file = path.join(folder, 'latin.csv');
  const plain = writeLog(folder, 'plain.csv', {
    header: 'user_id,time,event',
    row: (user, at, event) => `u${user},${isoTime(at)},${event} zahlung für`,
  });
  writeFileSync(file, Buffer.from(readFileSync(plain, 'utf8'), 'latin1'));
  const found = await inspect({ events: [file], encoding: 'latin1' });
  expect(found.events[0]!.name).toContain('für');
  const text = await initConfig(found, { file: path.join(folder, 'x.yaml'), language: 'en' });
  expect(text).toContain('encoding: windows-1252');
});

test('a GB18030 file with a ¥ in every row, which has four bytes there, is Chinese', async () => {
  const plain = writeLog(folder, 'yen.csv', {
    header: '用户编号,时间,行为,金额',
    row: (user, at, event, cents) => `u${user},${isoTime(at)},${event},@${(cents / 100).toFixed(2)}`,
  });
  const yen = Buffer.from([0x81, 0x30, 0x84, 0x36]);
  const parts = readFileSync(plain, 'utf8')
    .split('@')
    .map((part) => gbk(part));
  const file = path.join(folder, 'yen-gb.csv');
  writeFileSync(file, Buffer.concat(parts.flatMap((part, i) => (i === 0 ? [part] : [yen, part]))));
  const found = await inspect({ events: [file] });
  expect(found.guesses.user?.column).toBe('用户编号');
});
