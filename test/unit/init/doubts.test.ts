// What the data do not tell is asked or refused, never taken.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';

import { inspect } from '../../../src/pipeline/init/inspect.js';
import type { Question } from '../../../src/pipeline/init/records.js';
import { isoTime, slashTime, writeLog } from '../../support/init-files.js';

const folder = mkdtempSync(path.join(tmpdir(), 'winback-init-'));
afterAll(() => rmSync(folder, { recursive: true }));

const money = (cents: number): string => (cents / 100).toFixed(2);

function slashLog(name: string, order: 'day' | 'month', early = false): string {
  return writeLog(folder, name, {
    header: 'user_id,when,event,amount',
    row: (user, at, event, cents) => {
      const day = early ? new Date(Date.UTC(2026, at.getUTCMonth(), 1 + (at.getUTCDate() % 12))) : at;
      return `u${user},${slashTime(day, order)},${event},${event === 'purchase' ? money(cents) : ''}`;
    },
  });
}

describe('dates', () => {
  test('a day above 12 anywhere in the column tells the order', async () => {
    const found = await inspect({ events: [slashLog('day.csv', 'day')] });
    expect([found.from, found.to]).toEqual(['2026-01-01', '2026-04-30']);
    const other = await inspect({ events: [slashLog('month.csv', 'month')] });
    expect([other.from, other.to]).toEqual(['2026-01-01', '2026-04-30']);
  });

  test('an order that no value tells is an error with both answers', async () => {
    const file = slashLog('either.csv', 'day', true);
    await expect(inspect({ events: [file] })).rejects.toThrow(
      /"when".*day first or month first.*--time-format '%d\/%m\/%Y %H:%M' or --time-format '%m\/%d\/%Y %H:%M'/,
    );
  });

  test('or a question, whose answer is taken', async () => {
    const file = slashLog('asked.csv', 'day', true);
    const asked: Question[] = [];
    const found = await inspect({
      events: [file],
      ask: (question) => {
        asked.push(question);
        return Promise.resolve(question.choices[0]!);
      },
    });
    expect(asked.map(({ flag }) => flag)).toEqual(['--time-format']);
    expect(found.timeFormat).toBe('%d/%m/%Y %H:%M');
    expect(found.asked).toBe(1);
    expect(found.to).toBe('2026-04-12');
  });

  test('days before and after months in one column have no reading', async () => {
    const file = writeLog(folder, 'mixed.csv', {
      header: 'user_id,when,event',
      row: (user, at, event) => `u${user},${slashTime(at, user % 2 === 0 ? 'day' : 'month')},${event}`,
    });
    await expect(inspect({ events: [file] })).rejects.toThrow(/both before and after months/);
  });
});

test('a log with a column of who left is a log or a table: the flags say which', async () => {
  const file = writeLog(folder, 'labelled.csv', {
    header: 'user_id,time,event,churned',
    row: (user, at, event) => `u${user},${isoTime(at)},${event},${user % 3 === 0}`,
  });
  await expect(inspect({ events: [file] })).rejects.toThrow(
    /"churned" could say who left, but "user_id" comes back.*--time 'time'.*--label 'churned'/,
  );
  expect(await inspect({ events: [file], answers: { time: 'time' } })).toMatchObject({ kind: 'events' });
  expect(await inspect({ events: [file], answers: { label: 'churned' } })).toMatchObject({ kind: 'table' });
});

describe('amounts', () => {
  const twoAmounts = (name: string, second: (cents: number) => string): string =>
    writeLog(folder, name, {
      header: 'user_id,time,event,amount,revenue',
      row: (user, at, event, cents) =>
        `u${user},${isoTime(at)},${event},${event === 'purchase' ? `${money(cents)},${second(cents)}` : ','}`,
    });

  test('two that differ are an error that names both', async () => {
    const file = twoAmounts('two.csv', (cents) => money(cents * 2));
    await expect(inspect({ events: [file] })).rejects.toThrow(/--amount 'amount' or --amount 'revenue'/);
    const found = await inspect({ events: [file], answers: { amount: 'revenue' } });
    expect(found.guesses.amount).toMatchObject({ source: 'revenue', by: 'caller' });
  });

  test('two that are equal are one', async () => {
    const found = await inspect({ events: [twoAmounts('equal.csv', money)] });
    expect(found.guesses.amount?.source).toBe('amount');
  });

  test('a total that is quantity times price is the amount; without it their product', async () => {
    const row = (total: boolean) => (user: number, at: Date, _event: string, cents: number) =>
      `u${user},${isoTime(at)},${1 + (user % 4)},${money(cents)}${total ? `,${money(cents * (1 + (user % 4)))}` : ''}`;
    const header = 'customer_id,order_date,quantity,unit_price';
    const whole = writeLog(folder, 'total.csv', { header: `${header},total`, row: row(true) });
    expect((await inspect({ events: [whole] })).guesses.amount?.source).toBe('total');
    const parts = writeLog(folder, 'parts.csv', { header, row: row(false) });
    expect((await inspect({ events: [parts] })).guesses.amount?.source).toEqual({
      multiply: ['quantity', 'unit_price'],
    });
  });

  test('the paid amount of a Chinese order, not its list price', async () => {
    const file = writeLog(folder, 'paid.csv', {
      header: '会员编号,下单时间,订单状态,商品原价,订单金额,实付金额',
      row: (user, at, event, cents) => {
        const status = event === 'purchase' ? '已付款' : event === 'view' ? '已取消' : '退款成功';
        return `${user},${isoTime(at)},${status},${money(cents * 2)},${money(cents + 100)},${money(cents)}`;
      },
    });
    const found = await inspect({ events: [file] });
    expect(found.guesses.amount?.source).toBe('实付金额');
    expect(found.guesses.event?.source).toBe('订单状态');
    expect(Object.fromEntries(found.events.map(({ name, role }) => [name, role]))).toEqual({
      已付款: 'payment',
      已取消: null,
      退款成功: 'refund',
    });
  });
});

describe('ids', () => {
  const log = (): string =>
    writeLog(folder, 'ids.csv', {
      header: 'user_id,time,event',
      row: (user, at, event) => `${user + 1},${isoTime(at)},${event}`,
    });

  test('that do not join are said with an example and counts', async () => {
    const attributes = path.join(folder, 'attributes.csv');
    const rows = Array.from(
      { length: 200 },
      (_, user) => `${String(user + 1).padStart(5, '0')},city${user % 5}`,
    );
    writeFileSync(attributes, `user_id,city\n${rows.join('\n')}\n`);
    const found = await inspect({ events: [log()], attributes: [attributes] });
    const problem = found.problems.find(({ code }) => code === 'noJoin');
    expect(problem?.values).toMatchObject({ how: 'zeros', users: 200, left: '1', right: '00001' });
    expect(found.attributes).toMatchObject({ user: 'user_id', fields: ['city'] });
  });

  test('attributes with several rows of a user have the day from which each holds', async () => {
    const attributes = path.join(folder, 'history.csv');
    const rows = Array.from(
      { length: 400 },
      (_, i) => `${(i % 200) + 1},2026-0${1 + Math.floor(i / 200)}-01,plan${i % 3},Name ${i % 200}`,
    );
    writeFileSync(attributes, `user_id,valid_from,plan,full_name\n${rows.join('\n')}\n`);
    const found = await inspect({ events: [log()], attributes: [attributes] });
    expect(found.attributes).toMatchObject({ user: 'user_id', validFrom: 'valid_from', fields: ['plan'] });
    expect(found.attributes?.leftOut).toEqual(['full_name']);
  });
});

test('phones and mail addresses are masked wherever they are shown', async () => {
  const file = writeLog(folder, 'phones.csv', {
    header: '手机号,时间,事件,备注',
    row: (user, at, event) =>
      `138${String(user).padStart(8, '0')},${isoTime(at)},${event === 'purchase' ? '支付' : '登录'},a${user}@mail.com`,
  });
  const found = await inspect({ events: [file] });
  expect(found.guesses.user?.source).toBe('手机号');
  const text = JSON.stringify(found);
  expect(text).not.toMatch(/138\d{8}|@mail\.com/);
  expect(found.columns[0]!.examples[0]).toBe('13***');
  expect(found.problems.map(({ code }) => code)).toContain('idsLookPersonal');
});

test('amounts such as 1,234 alone are a question, whose answer is written', async () => {
  const file = writeLog(folder, 'comma.csv', {
    header: 'user_id,time,event,amount',
    row: (user, at, event, cents) =>
      `u${user},${isoTime(at)},${event},${event === 'purchase' ? `"${(100 * cents).toLocaleString('en-US')}"` : ''}`.replace(
        /"(\d*),(\d{3}),\d{3}"/,
        '"$1,$2"',
      ),
  });
  await expect(inspect({ events: [file] })).rejects.toThrow(
    /column "amount": numbers such as '\d+,\d{3}'.*--number-format '1,234.56' or --number-format '1.234,56'/,
  );
  const found = await inspect({ events: [file], answers: { numberFormat: '1,234.56' } });
  expect(found.numberFormat).toBe('1,234.56');
});

test('users with two different rows of attributes are told; equal rows do no harm', async () => {
  const file = writeLog(folder, 'twice.csv', {
    header: 'user_id,time,event',
    row: (user, at, event) => `u${user},${isoTime(at)},${event}`,
  });
  const rows = Array.from(
    { length: 30 },
    (_, user) => `u${user},${['a', 'b'][user % 2]},${['x', 'y'][user % 2]}`,
  );
  const codesOf = async (name: string, more: readonly string[]) => {
    const attributes = path.join(folder, name);
    writeFileSync(attributes, `user_id,plan,city\n${[...rows, ...more].join('\n')}\n`);
    return (await inspect({ events: [file], attributes: [attributes] })).problems.filter(
      ({ code }) => code === 'attributesTwice',
    );
  };
  expect(await codesOf('equal.csv', rows.slice(0, 3))).toEqual([]);
  expect(await codesOf('different.csv', ['u3,c,x', 'u5,c,x'])).toEqual([
    { code: 'attributesTwice', values: { users: 2, column: 'user_id', example: 'u3' } },
  ]);
});
