// The register of experiments: a folder and both databases give the same answers, and of many writers one is first.
import { rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';

import { afterAll, beforeAll, describe, expect, test } from 'vitest';

import { experimentConfig } from '../../../src/experiment/config/config.js';
import { fileRegister } from '../../../src/experiment/register/file-register.js';
import type { TakenLook } from '../../../src/experiment/register/looks.js';
import {
  type ExperimentRegister,
  registerExperiment,
  registrationStanding,
} from '../../../src/experiment/register/register.js';
import { experimentRegister } from '../../../src/state/experiment-register.js';
import type { State } from '../../../src/state/state.js';
import { samples } from '../../support/state/records.js';
import { allStates } from '../../support/state/states.js';

const config = (version: string, more: object = {}) =>
  experimentConfig({
    ...{ name: '优惠券', version, control: 'off', treatments: ['on'], minimumDays: 14 },
    metrics: [
      { name: 'paid', kind: 'proportion', role: 'primary', column: 'paid' },
      {
        name: 'complaints',
        kind: 'proportion',
        role: 'guardrail',
        column: 'complaint',
        direction: 'decrease',
        margin: 0.01,
      },
    ],
    data: { file: 'users.csv', variant: 'arm', exposedAt: 'seen' },
    ...more,
  });
const looks = { sequential: { looks: 4, spending: 'pocock', plannedUsers: 4000 } };
const facts = { now: '2026-03-01T08:00:00.000Z', by: 'ana', firstExposure: null };
const taken = (look: number, more: Partial<TakenLook> = {}): TakenLook => ({
  ...{ look, takenAt: `2026-03-0${look + 1}T23:59:59.000Z`, lastDay: `2026-03-0${look + 1}` },
  ...{ users: 1000 * look, decision: 'continue' },
  ...more,
});

interface Place {
  readonly name: string;
  begin(): Promise<void>;
  register(day?: string): ExperimentRegister;
  end(): Promise<void>;
}

function folder(): Place {
  const place = path.join(os.tmpdir(), `winback-register-${process.pid}`);
  return {
    name: 'a folder',
    begin: async () => undefined,
    register: () => fileRegister(place),
    end: async () => rmSync(place, { recursive: true, force: true }),
  };
}

const databases = allStates().map((states): Place & { state(): State } => {
  let state: State | undefined;
  return {
    name: states.name,
    state: () => state!,
    begin: async () => {
      await states.begin();
      state = await states.open();
    },
    register: (day = '2026-03-01') => experimentRegister(state!, { project: 'shop', day }),
    end: async () => {
      await state?.close();
      await states.end();
    },
  };
});

describe.each<Place>([folder(), ...databases])('a register in $name', { timeout: 60_000 }, (place) => {
  beforeAll(() => place.begin(), 60_000);
  afterAll(() => place.end());

  test('a registration is found again as it was made, and stands to its configuration', async () => {
    const register = place.register();
    expect(await register.find('优惠券', '1')).toBeNull();
    const { registration, state } = await registerExperiment(register, config('1', looks), facts);
    expect(state).toBe('registered');
    expect(await register.find('优惠券', '1')).toEqual(registration);
    expect(registration.looks).toEqual(looks.sequential);
    const again = await registerExperiment(register, config('1', looks), { ...facts, by: 'li' });
    expect(again).toEqual({ state: 'already-registered', registration });
    expect(await registrationStanding(register, config('1', looks))).toMatchObject({ state: 'in-time' });
    expect(await registrationStanding(register, config('1'))).toMatchObject({ state: 'changed' });
    expect(await registrationStanding(register, config('2'))).toMatchObject({ state: 'missing' });
  });

  test('versions are texts, and are listed in their order', async () => {
    const late = { ...facts, firstExposure: '2026-02-27T10:00:00.000Z', late: true };
    await registerExperiment(place.register(), config('10'), late);
    await registerExperiment(place.register(), config('v 2', looks), facts);
    const listed = await place.register().list();
    expect(listed.map(({ version, late }) => [version, late])).toEqual([
      ['1', false],
      ['10', true],
      ['v 2', false],
    ]);
    expect(listed[1]).toMatchObject({ firstExposureAt: late.firstExposure, looks: null, by: 'ana' });
  });

  test('a look is kept once, whatever day it is offered on', async () => {
    const register = place.register('2026-03-02');
    expect(await register.addLook('优惠券', '1', taken(1))).toBe(true);
    expect(await register.addLook('优惠券', '1', taken(1, { decision: 'ship' }))).toBe(false);
    const tomorrow = place.register('2026-03-03');
    expect(await tomorrow.addLook('优惠券', '1', taken(1))).toBe(false);
    expect(await tomorrow.addLook('优惠券', '1', taken(3))).toBe(true);
    expect(await tomorrow.addLook('优惠券', '1', taken(2))).toBe(true);
    expect(await register.looks('优惠券', '1')).toEqual([taken(1), taken(2), taken(3)]);
    expect(await register.looks('优惠券', 'v 2')).toEqual([]);
  });

  test('of many that write at one time one is first', async () => {
    const { registration } = await registerExperiment(place.register(), config('race'), facts);
    const other = { ...registration, version: 'race 2' };
    const added = await Promise.all(Array.from({ length: 10 }, () => place.register().add(other)));
    const kept = await Promise.all(
      Array.from({ length: 10 }, (_, i) =>
        place.register().addLook('优惠券', 'race', taken(1, { users: i })),
      ),
    );
    expect([added, kept].map((all) => all.filter((first) => first).length)).toEqual([1, 1]);
  });
});

describe.each(databases)('the register of a state in $name', { timeout: 60_000 }, (place) => {
  beforeAll(() => place.begin(), 60_000);
  afterAll(() => place.end());

  test('an experiment that was looked at before it was registered can be registered still', async () => {
    const looked = { ...samples.experiment, name: '优惠券', version: '1', registeredAt: null };
    await place.state().put({ experiment: [looked] });
    expect(await place.register().list()).toEqual([]);
    const { state } = await registerExperiment(place.register(), config('1'), facts);
    expect(state).toBe('registered');
    const [record] = await place.state().list('experiment');
    expect(record).toMatchObject({ registeredAt: Date.parse(facts.now) * 1000, primaryMetric: 'paid' });
  });

  test('experiments of another configuration in the same state are not seen', async () => {
    const other = experimentRegister(place.state(), { project: 'other', day: '2026-03-01' });
    expect(await other.find('优惠券', '1')).toBeNull();
    expect((await registerExperiment(other, config('1'), facts)).state).toBe('registered');
    expect(await other.list()).toHaveLength(1);
  });

  test('what a day between two looks said is no look of the plan', async () => {
    const between = { ...samples.look, experiment: '优惠券', look: 0, takenAt: null };
    await place.state().put({ look: [between, { ...between, date: '2025-07-31' }] });
    expect(await place.register().looks('优惠券', '1')).toEqual([]);
  });
});
