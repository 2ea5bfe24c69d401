// The daily run at its edges: days without data, data that come late, two configurations in one state, files that are gone.
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';

import { afterAll, beforeAll, expect, test } from 'vitest';

import { addDays } from '../../../src/base/days.js';
import { DuckDb } from '../../../src/data/sources/duckdb.js';
import { writeTable } from '../../../src/data/tables/write.js';
import { checkRuns } from '../../../src/delivery/alerts/no-run.js';
import { readConfig } from '../../../src/pipeline/config-file.js';
import { type DailyConfig, type DailySection, dailyConfig } from '../../../src/pipeline/daily/config.js';
import type { Day } from '../../../src/pipeline/daily/day.js';
import { DayLog } from '../../../src/pipeline/daily/day-log.js';
import type { DailyMemory } from '../../../src/pipeline/daily/memory.js';
import { keyed } from '../../../src/pipeline/daily/outcomes-of-day.js';
import { runDaily } from '../../../src/pipeline/daily/run-daily.js';
import type { DayRun } from '../../../src/pipeline/daily/run-day.js';
import { folderDigest } from '../../../src/pipeline/daily/step-folder.js';
import { outcomes } from '../../../src/pipeline/daily/steps/outcomes.js';
import { runDays } from '../../../src/pipeline/demo/days.js';
import { PlanSlot } from '../../../src/pipeline/serve/plan-slot.js';
import { openState } from '../../../src/state/open.js';
import type { State } from '../../../src/state/state.js';

let base: string;
let newest: string;

beforeAll(async () => {
  base = mkdtempSync(path.join(tmpdir(), 'wb-edges-'));
  const { runs } = await runDays({ days: 2, users: 500, seed: 42 }, { folder: base, language: 'en' });
  newest = runs.at(-1)!.date;
}, 120_000);
afterAll(() => rmSync(base, { recursive: true, force: true }));

function copyOf(name: string): string {
  const root = path.join(base, name);
  cpSync(path.join(base, 'days'), root, { recursive: true });
  return root;
}

interface Changes extends Partial<DailySection> {
  readonly name?: string;
  readonly budget?: number;
}

async function configOf(root: string, { name, budget, ...daily }: Changes): Promise<DailyConfig> {
  const config = await readConfig(path.join(root, 'winback.yaml'), dailyConfig);
  const plan = budget === undefined ? config.plan : { ...config.plan, budget };
  return { ...config, name: name ?? config.name, plan, daily: { ...config.daily, ...daily } };
}

/** Runs so far: each begins a minute after the one before. */
let runs = 0;

/** Runs a day on the evening of the day. */
async function runDay(root: string, date: string, changes: Changes = {}) {
  const at = (Date.parse(`${date}T15:00:00Z`) + ++runs * 60_000) * 1000;
  const now = (): number => at;
  const work = { root, date, now, language: 'en' } as const;
  const { days, passed, heartbeat } = await runDaily(await configOf(root, changes), work);
  const step = (name: string): DayRun['steps'][number] => days[0]!.steps.find((one) => one.name === name)!;
  return { passed, heartbeat, step };
}

async function inState<T>(root: string, work: (state: State) => Promise<T>): Promise<T> {
  const state = await openState('winback.db', { places: { root } });
  try {
    return await work(state);
  } finally {
    await state.close();
  }
}

const firing = (root: string): Promise<readonly string[]> =>
  inState(root, async (state) =>
    (await state.list('alert', { where: { state: 'firing' } }))
      .map(({ kind, object, severity }) => `${kind} ${object} ${severity}`)
      .sort(),
  );

const contactsOf = (root: string): Promise<readonly string[]> =>
  inState(root, async (state) =>
    (await state.list('contact')).map(({ user, day, held }) => `${day} ${user} ${held}`),
  );

/** The events of the newest day once more, `days` later: a day of data arrives, and rows that name no user. */
async function arrives(root: string, days: number, nameless = 0): Promise<void> {
  const engine = await DuckDb.open();
  const file = (date: string): string => path.join(root, 'data/events', `${date}.parquet`);
  await engine.run(
    `COPY (WITH day AS (SELECT * REPLACE (timestamp + INTERVAL ${days} DAY AS timestamp) FROM '${file(newest)}')
       FROM day UNION ALL (SELECT * REPLACE (NULL AS user_id) FROM day LIMIT ${nameless}))
     TO '${file(addDays(newest, days))}' (FORMAT parquet)`,
  );
  engine.close();
}

test('a newest day without an event reaches the alarms; what comes late ends them, and a day that is missing behind is told', async () => {
  const root = copyOf('empty');
  const [first, second] = [addDays(newest, 1), addDays(newest, 2)];
  const empty = await runDay(root, first);
  expect(empty.passed).toBe(false);
  expect(empty.step('check-data').facts).toMatchObject({ state: 'critical', rows: 0 });
  expect([empty.step('plan').state, empty.step('deliver').state]).toEqual(['held', 'nothing']);
  expect(await firing(root)).toEqual(['data-gap * critical', 'plan-held plan critical']);

  await arrives(root, 2, 3);
  const behind = await runDay(root, second);
  expect(behind).toMatchObject({ passed: true });
  expect(behind.step('check-data').facts).toMatchObject({ missing: [first], missingUser: 3 });
  expect(await firing(root)).toEqual([`late-data ${first} warning`]);
  // After latenessDays it does not count as late any more, but as lost.
  for (const days of [3, 4]) await arrives(root, days);
  await runDay(root, addDays(newest, 4));
  expect(await firing(root)).toEqual([`data-gap ${first} warning`]);

  await arrives(root, 1);
  await runDay(root, addDays(newest, 4));
  expect(await firing(root)).toEqual([]);
}, 120_000);

test('two configurations of one state contact nobody twice, unless they are set apart', async () => {
  const root = copyOf('shared');
  const other = { name: 'other', budget: 500, monthlyBudget: null };
  const known = await contactsOf(root);
  expect(known.length).toBeGreaterThan(10);
  const { step } = await runDay(root, newest, { ...other, out: 'other' });
  expect(step('deliver').facts).toMatchObject({ contacts: expect.any(Number) });
  const users = (await contactsOf(root)).map((line) => line.split(' ')[1]);
  expect(users.length).toBeGreaterThan(known.length + 10);
  expect(new Set(users).size).toBe(users.length);
  const contact = { over: 'project', coolDownDays: 14, most: 2, withinDays: 30 } as const;
  const apart = { ...other, name: 'apart', contact, out: 'apart' };
  await runDay(root, newest, apart);
  const all = (await contactsOf(root)).map((line) => line.split(' ')[1]);
  expect(new Set(all).size).toBeLessThan(all.length);
  // The first one again: done already, whatever the others did.
  const again = await runDay(root, newest);
  expect(again.step('plan').state).toBe('skipped');
}, 120_000);

test('a plan that is deleted after its delivery is written again, also when the budget is another one by now', async () => {
  const root = copyOf('deleted');
  const folder = (step: string): string => path.join(root, 'daily', newest, step);
  const [contacts, plan] = [await contactsOf(root), await folderDigest(folder('plan'))];
  rmSync(folder('plan'), { recursive: true });
  await runDay(root, newest);
  expect(await folderDigest(folder('plan'))).toBe(plan);
  rmSync(path.join(root, 'daily', newest), { recursive: true });
  const { passed, step } = await runDay(root, newest, { budget: 20 });
  expect(passed).toBe(true);
  expect(step('plan')).toMatchObject({ state: 'done', facts: { reason: 'queued-already' } });
  expect(step('deliver')).toMatchObject({ state: 'done', facts: { contacts: step('plan').facts['users'] } });
  expect(await contactsOf(root)).toEqual(contacts);
  const { planned, made } = await inState(root, async (state) => {
    const where = { campaign: `daily ${newest}` };
    const campaigns = await state.list('campaign', { where });
    const sum = (of: (one: (typeof campaigns)[number]) => number) =>
      campaigns.reduce((all, one) => all + of(one), 0);
    return { planned: sum((one) => one.plannedUsers), made: sum((one) => one.sent) };
  });
  expect([planned, made]).toEqual([step('plan').facts['users'], step('plan').facts['users']]);
}, 120_000);

test('a month that may cost nothing is a plan of nobody, and the day may be planned anew with money', async () => {
  const root = copyOf('poor');
  for (const name of ['daily', 'winback.db']) rmSync(path.join(root, name), { recursive: true });
  const poor = await runDay(root, newest, { monthlyBudget: 0 });
  expect(poor.passed).toBe(true);
  expect(poor.step('plan').facts).toMatchObject({ budget: 0, users: 0, spent: 0, reason: 'no-money' });
  expect(poor.step('deliver').facts).toMatchObject({ contacts: 0 });
  const rich = await runDay(root, newest, { monthlyBudget: 1000 });
  expect(Number(rich.step('deliver').facts['contacts'])).toBeGreaterThan(0);
}, 120_000);

test('a day that has not begun in the zone of the configuration is refused', async () => {
  const root = copyOf('begun');
  const config = await configOf(root, {});
  // 15:30 UTC is 23:30 in Shanghai; an hour later the next day has begun there.
  const at = (time: string) => ({ root, now: () => Date.parse(`${newest}T${time}Z`) * 1000 });
  const run = { date: addDays(newest, 1), language: 'en', dryRun: true } as const;
  await expect(runDaily(config, { ...run, ...at('15:30:00') })).rejects.toThrow(
    `the day ${run.date} has not begun: it is ${newest} in Asia/Shanghai`,
  );
  const { days } = await runDaily(config, { ...run, ...at('16:30:00') });
  expect(days[0]!.steps.map(({ name }) => name)).toEqual([
    'check-data',
    'features',
    'score',
    'monitor',
    'plan',
  ]);
}, 60_000);

test('a registry that was lost trains no new model in silence', async () => {
  const root = copyOf('lost');
  rmSync(path.join(root, 'registry'), { recursive: true });
  await expect(runDay(root, newest)).rejects.toThrow(
    /registry .* has no model [0-9a-f]{64}, which the day was run with/,
  );
  await expect(runDay(root, addDays(newest, 1))).rejects.toThrow(
    /has no model in production, and the day .* was run with [0-9a-f]{64}: restore the registry/,
  );
  expect(existsSync(path.join(root, 'registry')) ? readdirSync(path.join(root, 'registry')) : []).toEqual([]);
}, 60_000);

/** A server that answers every request with the status it is told. */
async function server(status: { code: number }) {
  const called: string[] = [];
  const listening = createServer((request, response) => {
    called.push(`${request.method} ${request.url}`);
    response.writeHead(status.code).end('{}');
  });
  await new Promise<void>((resolve) => listening.listen(0, '127.0.0.1', resolve));
  const { port } = listening.address() as AddressInfo;
  return { called, url: `http://127.0.0.1:${port}`, close: () => listening.close() };
}

test('a run that fails is told, one that ends calls the heartbeat and ends the alarm; secrets are asked for at first', async () => {
  const root = copyOf('told');
  const { called, url, close } = await server({ code: 200 });
  writeFileSync(path.join(root, 'ops'), `${url}/ops`);
  const ops = { name: 'ops', type: 'webhook', url: { file: 'ops' }, language: 'en', keyword: '' } as const;
  const alerts = { channels: [ops], heartbeatUrl: { file: 'beat' } };
  await expect(runDay(root, newest, { alerts })).rejects.toThrow('alerts.heartbeatUrl: the file beat');
  expect(called).toEqual([]);
  writeFileSync(path.join(root, 'beat'), `${url}/beat`);
  const users = path.join(root, 'data/users.csv');
  renameSync(users, `${users}.away`);
  await expect(runDay(root, newest, { alerts })).rejects.toMatchObject({ code: 'NOT_FOUND' });
  expect(await firing(root)).toEqual(['run-failed daily critical']);
  expect(called).toEqual(['POST /ops']);
  renameSync(`${users}.away`, users);
  const { heartbeat } = await runDay(root, newest, { alerts });
  expect(heartbeat).toEqual({ sent: true });
  expect(await firing(root)).toEqual([]);
  expect(called).toEqual(['POST /ops', 'POST /ops', 'GET /beat']);
  // The address is a secret: neither the state nor the folder of days has it.
  const lines = await inState(root, async (state) => JSON.stringify(await state.list('message')));
  expect(lines).not.toContain(url);
  close();
}, 120_000);

test('no run for 26 hours is an alarm for whoever reads the alarms, and ends with the next run', async () => {
  const root = copyOf('silent');
  const ended = Date.parse(`${newest}T15:00:00Z`) * 1000;
  const hours = 3_600_000_000;
  const after = (count: number) => inState(root, (state) => checkRuns(state, ended + count * hours));
  expect(await after(26)).toEqual([]);
  expect(await after(27)).toMatchObject([{ kind: 'no-run', severity: 'critical', value: 27, threshold: 26 }]);
  // Read again, it is the same alarm.
  expect(await after(28)).toMatchObject([{ firstAt: ended + 27 * hours }]);
  expect(await firing(root)).toEqual(['no-run daily critical']);
  await arrives(root, 1);
  await runDay(root, addDays(newest, 1));
  expect(await firing(root)).toEqual([]);
}, 60_000);

test('contacts of a day that was never run are left out of the outcome, and counted', async () => {
  const root = copyOf('gaps');
  const config = await configOf(root, {});
  const { observationDays, horizonDays } = config.windows;
  const wait = observationDays + config.daily.latenessDays;
  // The newest day whose campaigns end with a Sunday.
  const date = [0, 1, 2, 3, 4, 5, 6]
    .map((back) => addDays(newest, -back))
    .find((day) => new Date(addDays(day, -wait)).getUTCDay() === 0)!;
  const to = addDays(date, -wait);
  const out = path.join(root, 'outcomes');
  const users = Array.from({ length: 400 }, (_, i) => `u${i}`);
  const contacts = users.map((user, i) => ({
    ...{ user, date: addDays(to, -(i % 3)), action: 'coupon', held: i % 4 === 0 },
    ...{ costFen: i % 4 === 0 ? 0 : 100, currency: 'CNY', probability: 0.75 },
  }));
  // The labels of the third day were never written.
  for (const day of [to, addDays(to, -1)]) {
    const folder = path.join(out, addDays(day, horizonDays + config.daily.latenessDays), 'monitor');
    mkdirSync(folder, { recursive: true });
    const left = { name: 'left', kind: 'number', values: Float64Array.from(users, (_, i) => i % 2) } as const;
    await writeTable(path.join(folder, 'outcomes.parquet'), await keyed(users, 20_000, [left]));
  }
  const log = new DayLog(config, date, { root });
  const memory = { contacts: async () => contacts } as unknown as DailyMemory;
  const day = { date, config, root, out, log, now: () => 1, sources: [] } as unknown as Day;
  const { facts } = await outcomes(day, memory).run(mkdtempSync(path.join(root, 'step-')));
  const known = contacts.filter(({ date: at }) => at >= addDays(to, -1));
  expect(facts).toMatchObject({
    contacts: known.filter(({ held }) => !held).length,
    held: known.filter(({ held }) => held).length,
    withoutOutcome: 400 - known.length,
  });
  rmSync(out, { recursive: true });
  const none = await outcomes(day, memory).run(mkdtempSync(path.join(root, 'step-')));
  expect(none).toMatchObject({ state: 'nothing', facts: { reason: 'no-outcomes', withoutOutcome: 400 } });
  await log.close();
}, 60_000);

test('the server takes the newest plan of the days: it says of which model it is and until when it holds', async () => {
  const root = copyOf('served');
  const slot = new PlanSlot(path.join(root, 'daily'));
  expect(await slot.refresh()).toBe(true);
  const [run] = await inState(root, (state) => state.list('run', { where: { date: newest } }));
  const until = `${addDays(newest, 2)}T23:59:59.000Z`;
  expect(slot.current.file.validFor).toEqual({ model: run!.modelDigest, until });
  expect(slot.current.size).toBeGreaterThan(100);
  expect(await slot.refresh()).toBe(false);
  // While the newest day is run again, the day before does not decide.
  rmSync(path.join(root, 'daily', newest, 'plan'), { recursive: true });
  expect(await slot.refresh()).toBe(false);
  expect(slot.current.file.validFor!.until).toBe(until);
});
