import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

import { experimentConfig } from '../../../src/experiment/config/config.js';
import { experimentDigest } from '../../../src/experiment/register/digest.js';
import { fileRegister } from '../../../src/experiment/register/file-register.js';
import { lookDue, type TakenLook } from '../../../src/experiment/register/looks.js';
import { registerExperiment, registrationStanding } from '../../../src/experiment/register/register.js';
import type { RegistrationFacts } from '../../../src/experiment/register/registration.js';
import { firstExposure } from '../../../src/experiment/sources/first-exposure.js';

const given = {
  ...{ name: 'coupon', version: 1, control: 'off', treatments: ['on'], minimumDays: 14 },
  sequential: { looks: 4, plannedUsers: 4000 },
  data: { file: 'users.csv', variant: 'arm', exposedAt: 'seen' },
  metrics: [
    { name: 'paid', kind: 'proportion', role: 'primary', column: 'paid' },
    { name: 'gmv', kind: 'mean', role: 'guardrail', column: 'gmv', relativeMargin: 0.02 },
  ],
};
const config = (change: object = {}) => experimentConfig({ ...given, ...change });
const facts: RegistrationFacts = { now: '2026-03-01T00:00:00Z', by: 'growth', firstExposure: null };

let root = '';
beforeAll(async () => {
  root = await mkdtemp(path.join(tmpdir(), 'winback-register-'));
});
afterAll(() => rm(root, { recursive: true, force: true }));
let next = 0;
const folder = (): string => path.join(root, `register-${next++}`);

describe('registered before the first exposure', () => {
  test('what is laid down can be read back by name and version', async () => {
    const register = fileRegister(folder());
    const { state, registration } = await registerExperiment(register, config(), facts);
    expect(state).toBe('registered');
    expect(await register.find('coupon', '1')).toEqual(registration);
    expect(registration).toMatchObject({
      ...{
        name: 'coupon',
        version: '1',
        late: false,
        firstExposureAt: null,
        by: 'growth',
        shortestRunDays: 14,
      },
      exposure: { kind: 'column', name: 'seen' },
      primary: { name: 'paid', definition: null },
      guardrails: [{ name: 'gmv', definition: null }],
      looks: { looks: 4, spending: 'obrien-fleming', plannedUsers: 4000 },
      digest: experimentDigest(config()),
    });
  });

  test('again is the same, also after it has begun; a changed one needs a new version', async () => {
    const register = fileRegister(folder());
    const first = await registerExperiment(register, config(), facts);
    const begun = { ...facts, now: '2026-03-20T00:00:00Z', firstExposure: '2026-03-02T00:00:00Z' };
    const again = await registerExperiment(register, config({ asOf: '2026-03-20' }), begun);
    expect(again).toEqual({ state: 'already-registered', registration: first.registration });
    const changed = config({ alpha: 0.1 });
    await expect(registerExperiment(register, changed, facts)).rejects.toThrow(
      /version "1" was registered at 2026-03-01T00:00:00Z with another configuration: give the changed one a new version/,
    );
    expect((await registerExperiment(register, config({ alpha: 0.1, version: 2 }), facts)).state).toBe(
      'registered',
    );
    expect((await register.list()).map(({ version }) => version)).toEqual(['1', '2']);
  });

  test.each([
    ['an exposure before', '2026-02-28T23:59:59.000Z', /first user was exposed at 2026-02-28.*--late/],
    ['users without times', 'unknown', /users without a time of exposure.*--late/],
  ])('%s is refused, or marked as late', async (_, first, message) => {
    const register = fileRegister(folder());
    const begun = { ...facts, firstExposure: first };
    await expect(registerExperiment(register, config(), begun)).rejects.toThrow(message);
    expect(await register.list()).toEqual([]);
    const { registration } = await registerExperiment(register, config(), { ...begun, late: true });
    expect(registration.late).toBe(true);
    expect((await registrationStanding(register, config())).state).toBe('late');
  });

  test('a registration needs the shortest run', async () => {
    const register = fileRegister(folder());
    await expect(registerExperiment(register, config({ minimumDays: undefined }), facts)).rejects.toThrow(
      /needs minimumDays/,
    );
  });

  test('of many that register at one time one wins, and all agree', async () => {
    const place = folder();
    const all = await Promise.all(
      Array.from({ length: 10 }, (_, i) =>
        registerExperiment(fileRegister(place), config(), { ...facts, by: `writer ${i}` }),
      ),
    );
    expect(all.filter(({ state }) => state === 'registered')).toHaveLength(1);
    expect(new Set(all.map(({ registration }) => registration.by)).size).toBe(1);
    const files = await readdir(place, { recursive: true });
    expect(files.filter((file) => file.endsWith('.partial'))).toEqual([]);
  });

  test('names that are no file names, and names that read alike', async () => {
    const register = fileRegister(folder());
    const names = ['../../etc/passwd', 'a/b', 'a\\b', '优惠券', 'A', 'a', '.', 'x'.repeat(400)];
    for (const name of names) await registerExperiment(register, config({ name }), facts);
    expect((await register.list()).map(({ name }) => name).sort()).toEqual([...names].sort());
    expect(await readdir(root)).not.toContain('etc');
  });

  test('a file that is no record names itself', async () => {
    const place = folder();
    const register = fileRegister(place);
    await registerExperiment(register, config(), facts);
    const [name] = await readdir(place);
    const file = path.join(place, name!, (await readdir(path.join(place, name!)))[0]!);
    await writeFile(file, '{"name": "coupon"}');
    await expect(register.find('coupon', '1')).rejects.toThrow(
      /is no record of the register: record\.version/,
    );
  });
});

describe('the digest is of what is asked', () => {
  test.each([
    ['the file', { data: { ...given.data, file: 'other.csv' } }],
    ['the end of the data', { asOf: '2026-04-01' }],
    ['the version', { version: 7 }],
    ['a default written out', { alpha: 0.05, correction: 'holm', stableDays: 0, exclude: [] }],
  ])('%s does not change it', (_, change) => {
    expect(experimentDigest(config(change))).toBe(experimentDigest(config()));
  });

  test.each([
    ['the level', { alpha: 0.01 }],
    ['the looks', { sequential: { looks: 5, plannedUsers: 4000 } }],
    ['a margin', { metrics: [given.metrics[0], { ...given.metrics[1], relativeMargin: 0.05 }] }],
    ['a bot rule', { bots: { column: 'is_bot' } }],
    ['an exclusion', { exclude: [{ column: 'gmv', below: 0, reason: 'refunds' }] }],
    ['the exposure', { data: { ...given.data, exposedAt: 'first_seen' } }],
  ])('%s changes it', (_, change) => {
    expect(experimentDigest(config(change))).not.toBe(experimentDigest(config()));
  });
});

describe('looks by their plan', () => {
  const plan = { looks: { looks: 4, spending: 'pocock', plannedUsers: 4000 } } as const;
  const taken = (look: number, decision: TakenLook['decision'] = 'continue'): TakenLook => ({
    ...{ look, takenAt: '2026-03-05T00:00:00Z', lastDay: null, users: 1000 * look, decision },
  });

  test.each([
    ['too few users', [], 999, false, 0, 'not-enough-users'],
    ['the first', [], 1000, true, 1, 'due'],
    ['a day later without a quarter more', [taken(1)], 1999, false, 1, 'not-enough-users'],
    ['a run that passes two is one look', [taken(1)], 3100, true, 3, 'due'],
    ['the last', [taken(3)], 4400, true, 4, 'due'],
    ['all taken', [taken(4)], 9000, false, 4, 'all-taken'],
    ['stopped', [taken(2, 'ship')], 4000, false, 2, 'stopped'],
  ] as const)('%s', (_, looks, users, due, look, why) => {
    expect(lookDue(plan, looks, users)).toMatchObject({ due, look, why });
  });

  test('without a plan no run is a look', () => {
    expect(lookDue({ looks: null }, [], 5000)).toMatchObject({ due: false, why: 'no-plan' });
  });

  test('a look is kept once', async () => {
    const register = fileRegister(folder());
    expect(await register.addLook('coupon', '1', taken(1))).toBe(true);
    expect(await register.addLook('coupon', '1', taken(1, 'ship'))).toBe(false);
    await register.addLook('coupon', '1', taken(2));
    expect(await register.looks('coupon', '1')).toEqual([taken(1), taken(2)]);
  });
});

describe('the first exposure that the data shows', () => {
  const resolvePath = (file: string): string => path.join(root, file);
  const of = async (text: string, change: object = {}) => {
    await writeFile(path.join(root, 'first.csv'), text);
    const data = { file: 'first.csv', variant: 'arm', exposedAt: 'seen', ...change };
    return firstExposure(config({ data, timeZone: 'Asia/Shanghai' }), { resolvePath });
  };

  test('by the zone of the experiment, or unknown', async () => {
    const rows = 'arm,seen\noff,2026-03-05 08:00:00\non,2026-03-04 08:00:00\n';
    expect(await of(rows)).toBe('2026-03-04T00:00:00.000Z');
    expect(await of(rows, { exposedAt: undefined })).toBe('unknown');
    expect(await of('arm,seen\n')).toBeNull();
    expect(
      await firstExposure(config({ data: { ...given.data, file: 'none.csv' } }), { resolvePath }),
    ).toBeNull();
  });
});
