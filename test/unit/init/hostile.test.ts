// Files that are no log of events, or one that nobody would write by hand.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, expect, test } from 'vitest';

import { inspect } from '../../../src/pipeline/init/inspect.js';

const folder = mkdtempSync(path.join(tmpdir(), 'winback-init-'));
afterAll(() => rmSync(folder, { recursive: true }));

function fileOf(name: string, text: string): string {
  const file = path.join(folder, name);
  writeFileSync(file, text);
  return file;
}

const refused: readonly (readonly [name: string, text: string, message: RegExp])[] = [
  ['empty', '', /is empty/],
  ['header', 'user_id,time,event\n', /has a header but no rows/],
  ['one-column', 'a\n1\n2\n', /no column holds times.*--time.*--label.*--variant/],
  ['no-time', 'user_id,event\nu1,pay\nu2,login\nu1,pay\n', /no column holds times/],
  ['all-null', 'user_id,time,event\n,,\n,,\n', /column "time" is empty in every row/],
  ['twins', `user_id,time,time\n${'u1,2026-01-01,2026-01-02\n'.repeat(9)}`, /"time" and "time".*rename one/],
];

test.each(refused)('%s: one message that says why', async (name, text, message) => {
  await expect(inspect({ events: [fileOf(`${name}.csv`, text)] })).rejects.toMatchObject({
    code: 'BAD_INPUT',
    message: expect.stringMatching(message) as string,
  });
});

test.each(['clickhouse', 'postgres', 'mysql'])('a server (%s) is named, and what to do', async (scheme) => {
  await expect(inspect({ events: [`${scheme}://reader@db.example.com/shop`] })).rejects.toMatchObject({
    code: 'BAD_INPUT',
    message: expect.stringContaining(`${scheme}://: init looks at files`) as string,
  });
});

test('a thousand columns', async () => {
  const names = Array.from({ length: 997 }, (_, i) => `c${i}`);
  const rows = Array.from({ length: 120 }, (_, row) => {
    const day = String(1 + (row % 28)).padStart(2, '0');
    return [
      `u${row % 20}`,
      `2026-01-${day} 10:00:00`,
      ['login', 'pay'][row % 2],
      ...names.map((_, i) => (row * i) % 7),
    ];
  });
  const file = fileOf(
    'wide.csv',
    `${[['user_id', 'time', 'event', ...names], ...rows].map((row) => row.join(',')).join('\n')}\n`,
  );
  const found = await inspect({ events: [file] });
  expect(found.columns).toHaveLength(1000);
  expect([0, 2, 3, 4].map((i) => found.columns[i]!.distinct)).toEqual([20, 2, 1, 7]);
  expect(found.guesses.user?.source).toBe('user_id');
});

test('ids of four hundred letters are masked, and still the users', async () => {
  const rows = Array.from(
    { length: 200 },
    (_, i) => `${'9'.repeat(400)}${i % 20},2026-01-${String(1 + (i % 28)).padStart(2, '0')} 10:00,login`,
  );
  const found = await inspect({ events: [fileOf('huge.csv', `user_id,time,event\n${rows.join('\n')}\n`)] });
  expect(found.users).toBe(20);
  expect(JSON.stringify(found).length).toBeLessThan(20_000);
});

test('an abort ends the work', async () => {
  const controller = new AbortController();
  controller.abort();
  const file = fileOf('abort.csv', 'user_id,time\nu1,2026-01-01\n');
  await expect(inspect({ events: [file], signal: controller.signal })).rejects.toMatchObject({
    code: 'ABORTED',
  });
});

test('ids that differ only in capital letters are told, with an example', async () => {
  const users = ['Anna', 'anna', 'BOB', 'Bob', 'bob', 'carl'];
  const rows = Array.from({ length: 180 }, (_, i) => {
    const day = String(1 + (i % 28)).padStart(2, '0');
    return `${users[i % users.length]},2026-01-${day} 10:00,${['login', 'view', 'pay'][i % 3]}`;
  });
  const file = fileOf('case.csv', `user_id,time,event\n${rows.join('\n')}\n`);
  const { problems } = await inspect({ events: [file] });
  expect(problems).toContainEqual({
    code: 'usersByCase',
    values: { users: 2, left: 'Anna', right: 'anna' },
  });
});
