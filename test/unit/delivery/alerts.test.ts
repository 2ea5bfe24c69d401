// When a fault becomes an alarm, and who is told.
import fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';

import { acknowledgeAlert, muteAlert } from '../../../src/delivery/alerts/actions.js';
import { alertsConfig } from '../../../src/delivery/alerts/config.js';
import { evaluated, type Observation } from '../../../src/delivery/alerts/evaluate.js';
import type { AlertKind } from '../../../src/delivery/alerts/kinds.js';
import type { Notice } from '../../../src/delivery/alerts/notify.js';
import { updateAlerts } from '../../../src/delivery/alerts/update.js';
import type { AlertRecord } from '../../../src/state/records/system.js';
import type { State } from '../../../src/state/state.js';
import { allStates } from '../../support/state/states.js';

const day = 86_400_000_000;
const start = Date.UTC(2025, 6, 1) * 1000;

const observation = (
  kind: AlertKind,
  found: Observation['found'],
  more: Partial<Observation> = {},
): Observation => ({
  ...{
    kind,
    object: 'pay',
    model: null,
    severity: 'warning',
    found,
    value: null,
    threshold: 0.1,
    values: {},
  },
  ...more,
});

/** The states after each of several days: `1` where the fault was found. */
function statesAfter(kind: AlertKind, days: string, more: Partial<Observation> = {}): string[] {
  let alert: AlertRecord | undefined;
  return [...days].map((one, i) => {
    alert = evaluated(alert, observation(kind, one === '1', more), { project: 'shop', at: start + i * day });
    return alert.flapping ? `${alert.state}~` : alert.state;
  });
}

describe('the states of an alarm', () => {
  const [o, p, f] = ['resolved', 'pending', 'firing'];

  test('what comes from samples fires when it was seen in two of three evaluations, and ends after two without', () => {
    expect(statesAfter('drift', '1')).toEqual([p]);
    expect(statesAfter('drift', '1001000')).toEqual([p, p, p, p, p, p, o]);
    expect(statesAfter('drift', '101')).toEqual([p, p, f]);
    expect(statesAfter('drift', '11010100')).toEqual([p, f, f, f, f, f, f, o]);
  });

  test('a fault of the system fires at once and ends at once', () => {
    expect(statesAfter('run-failed', '0100')).toEqual([o, f, o, o]);
  });

  test('a fault that cannot be looked for counts as one, after the same time', () => {
    const at = (found: Observation['found'], before?: AlertRecord) =>
      evaluated(before, observation('drift', found), { project: 'shop', at: start });
    expect(at('no-data', at('error')).state).toBe('firing');
    expect(at('no-data').state).toBe('pending');
  });

  test('no rows at all are an alarm at once', () => {
    expect(statesAfter('late-data', '1', { immediate: true })).toEqual([f]);
    expect(statesAfter('late-data', '0', { immediate: true })).toEqual([o]);
  });

  test('a value between the two limits keeps an alarm and begins none', () => {
    let alert: AlertRecord | undefined;
    const states = [0.09, 0.11, 0.12, 0.09, 0.085, 0.079, 0.07].map((value, i) => {
      const found = observation('drift', value > 0.1, { value, endsBelow: 0.08 });
      alert = evaluated(alert, found, { project: 'shop', at: start + i * day });
      return alert.state;
    });
    expect(states).toEqual([o, p, f, f, f, f, o]);
  });

  test('one that begins and ends five times in 14 days flaps, until it was quiet for long enough', () => {
    const days = `10101${'0'.repeat(20)}1`;
    const states = statesAfter('schema', days);
    expect(states.slice(0, 5)).toEqual([f, o, f, o, 'firing~']);
    expect(states[5]).toBe('resolved~');
    expect(states.at(-2)).toBe('resolved');
    expect(states.at(-1)).toBe('firing');
  });

  test('whatever comes: it fires only on a fault, and never while nothing was seen in the whole window', () => {
    fc.assert(
      fc.property(fc.array(fc.boolean(), { maxLength: 40 }), (found) => {
        const states = statesAfter('drift', found.map(Number).join(''));
        states.forEach((state, i) => {
          const began = state.startsWith('firing') && !(states[i - 1] ?? '').startsWith('firing');
          if (began) expect(found[i]).toBe(true);
          const window = found.slice(Math.max(0, i - 2), i + 1);
          if (!window.includes(true)) expect(state).toMatch(/^resolved/);
          if (window.filter(Boolean).length >= 2) expect(state).toMatch(/^firing/);
        });
      }),
      { seed: 7 },
    );
  });
});

describe.each(allStates())('alarms in $name', { timeout: 120_000 }, (states) => {
  let state: State;
  beforeAll(() => states.begin(), 120_000);
  afterAll(() => states.end());
  beforeEach(async () => {
    state = await states.open();
    return () => state.close();
  });

  const words = ({ severity, firing, resolved }: Notice) => {
    const text = `${severity}: ${firing.map(({ kind }) => kind).join()}; over: ${resolved.map(({ kind }) => kind).join()}`;
    return { title: { zh: text, en: text }, lines: [] };
  };
  /** What is told on a day. */
  const told = async (days: number, ...found: readonly Observation[]): Promise<string[]> => {
    const at = start + days * day;
    const options = { project: 'shop', at, channels: ['ops'], words };
    const { notices } = await updateAlerts(state, found, options);
    return notices.map((notice) => words(notice).title.en);
  };

  test('one message a severity, repeated after a week, and once when it is over', async () => {
    const drift = (column: string, found = true) => observation('drift', found, { object: column });
    const overspend = observation('overspend', true, { severity: 'critical' });
    expect(await told(0, drift('a'), drift('b'))).toEqual([]);
    expect(await told(1, drift('a'), drift('b'), overspend)).toEqual([
      'critical: overspend; over: ',
      'warning: drift,drift; over: ',
    ]);
    expect(await told(1.5, drift('a'), overspend)).toEqual([]);
    expect(await told(2, drift('a'), overspend)).toEqual(['critical: overspend; over: ']);
    expect(await told(8, drift('a'), drift('b'), { ...overspend, found: false })).toEqual([
      'critical: ; over: overspend',
      'warning: drift,drift; over: ',
    ]);
    const messages = await state.list('message', { where: { purpose: 'alert' } });
    expect(messages.map((one) => [one.channel, one.state])).toEqual(Array(5).fill(['ops', 'queued']));
    expect(messages[0]!.body).toMatchObject({
      schema: 1,
      severity: 'critical',
      alerts: [{ kind: 'overspend' }],
    });
    expect(await state.list('contact')).toEqual([]);
  });

  test('a fault of the data hides the drift that it causes, until it is over', async () => {
    const gap = observation('data-gap', true, { severity: 'critical', object: 'events' });
    const drift = observation('drift', true);
    await told(0, drift, gap);
    expect(await told(1, drift, gap)).toEqual(['critical: data-gap; over: ']);
    const hidden = await state.list('alert', { where: { kind: 'drift' } });
    expect(hidden[0]!.inhibitedBy).toMatch(/^[0-9a-f]{64}$/);
    expect(await told(2, drift, { ...gap, found: false })).toEqual([
      'critical: ; over: data-gap',
      'warning: drift; over: ',
    ]);
  });

  test('who took note is told again only when it comes back; a muted alarm is silent until its day', async () => {
    const failed = (found: boolean) => observation('run-failed', found, { severity: 'critical' });
    await told(0, failed(true));
    const [alert] = await state.list('alert');
    await acknowledgeAlert(state, alert!.fingerprint.slice(0, 8), 'li', start);
    expect(await told(3, failed(true))).toEqual([]);
    expect(await told(4, failed(false))).toEqual(['critical: ; over: run-failed']);
    expect(await told(5, failed(true))).toEqual(['critical: run-failed; over: ']);
    await muteAlert(state, alert!.fingerprint, start + 10 * day, '春节');
    expect(await told(7, failed(true))).toEqual([]);
    expect(await told(10, failed(true))).toEqual(['critical: run-failed; over: ']);
    const code = (beginning: string) =>
      acknowledgeAlert(state, beginning, 'li', 1).catch(({ code: one }) => one);
    expect(await code('zz')).toBe('NOT_FOUND');
    expect(await code('')).toBe('NOT_FOUND');
  });

  test('an alarm that flaps is told once, and then not until it was quiet', async () => {
    const schema = (found: boolean) => observation('schema', found);
    const all: string[][] = [];
    for (let i = 0; i < 9; i++) all.push(await told(i, schema(i % 2 === 0)));
    expect(all.map((one) => one.length)).toEqual([1, 1, 1, 1, 1, 0, 0, 0, 0]);
  });

  test('a channel that gave a message up is an alarm itself', async () => {
    await told(0, observation('schema', true));
    const sql = `UPDATE winback_message SET "state" = 'dead', "updated_at" = ${start}`;
    await state.database.write([{ sql }]);
    expect(await told(0.5)).toEqual(['critical: channel-failed; over: ']);
    expect(await told(2)).toEqual(['critical: ; over: channel-failed']);
  });

  test('alarms of two configurations in one state do not touch each other', async () => {
    await told(0, observation('schema', true));
    const other = { project: 'other', at: start + day, channels: [], words };
    expect((await updateAlerts(state, [], other)).alerts).toEqual([]);
    expect((await updateAlerts(state, [observation('schema', true)], other)).alerts).toHaveLength(1);
    expect(await state.list('alert')).toHaveLength(2);
  });
});

test('a section of alarms names what is wrong and holds no secret', () => {
  const channel = { name: 'ops', type: 'slack', url: { env: 'URL' } };
  const wrong = (section: unknown): string => {
    try {
      alertsConfig(section, 'alerts');
      return '';
    } catch (error) {
      return (error as Error).message;
    }
  };
  expect(wrong({ channels: [channel, channel] })).toBe('alerts.channels: two channels are called "ops"');
  expect(wrong({ channels: [{ ...channel, url: 'https://hooks.example.com/SECRET' }] })).not.toContain(
    'SECRET',
  );
  expect(wrong({ channels: [{ ...channel, type: 'teams' }] })).toContain(
    'alerts.channels[0].type must be one of',
  );
  expect(alertsConfig(undefined, 'alerts')).toEqual({ channels: [] });
});
