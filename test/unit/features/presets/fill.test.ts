import { describe, expect, it } from 'vitest';

import { completeEvents, featuresConfig } from '../../../../src/features/config.js';
import { presetFor, presetNames } from '../../../../src/features/presets/presets.js';

const config = (events: object) =>
  featuresConfig({ events: { source: 'x.parquet', ...events } }, 'config').events;
const named = (...names: readonly string[]) => names.map((name) => ({ name, type: 'VARCHAR' }));

const today = named('uuid', 'event', 'distinct_id', 'person_id', 'properties', 'timestamp', 'created_at');
const older = named('uuid', 'event', 'distinct_id', 'properties', 'timestamp');

describe('events.preset', () => {
  it('fills what the user did not write', () => {
    const { columns, timestampsIn, timeZone, preset } = config({
      preset: 'posthog',
      timeZone: 'Asia/Shanghai',
    });
    expect(columns).toMatchObject({ user: 'person_id', time: 'timestamp', event: 'event', id: 'uuid' });
    expect([timestampsIn, timeZone]).toEqual(['UTC', 'Asia/Shanghai']);
    expect(preset).toEqual({ name: 'posthog', written: ['source', 'preset', 'timeZone'] });
  });

  it('leaves what the user wrote, and a column that is null out', () => {
    const own = {
      preset: 'posthog',
      columns: { user: 'distinct_id', id: null, amount: 'paid' },
      timestampsIn: '+08:00',
    };
    const given = config(own);
    for (const filled of [given, completeEvents(given, today)]) {
      expect(filled.columns).toMatchObject({ user: 'distinct_id', time: 'timestamp', amount: 'paid' });
      expect(filled.columns.id).toBeUndefined();
      expect(filled.timestampsIn).toBe('+08:00');
    }
  });

  it('names the columns that the files have', () => {
    const given = config({ preset: 'posthog', roles: { login: 'log in' } });
    const filled = completeEvents(given, older);
    expect(filled.columns.user).toBe('distinct_id');
    expect(filled.roles).toEqual({ login: ['log in'] });
    expect(filled.preset).toBeUndefined();
  });

  it('is the same from a checked configuration', () => {
    const once = config({ preset: 'posthog', columns: { amount: 'paid' } });
    const twice = featuresConfig({ events: once }, 'config').events;
    expect(twice).toEqual(once);
    expect(completeEvents(twice, older)).toEqual(completeEvents(once, older));
  });

  it('gives way to everyRow', () => {
    const { columns, everyRow } = config({ preset: 'posthog', everyRow: 'activity' });
    expect([columns.event, everyRow]).toEqual([undefined, 'activity']);
  });

  it.each([
    ['posthogg', /events\.preset must be one of posthog.*did you mean "posthog"/],
    [7, /events\.preset must be one of/],
    [{ name: 'posthog' }, /events\.preset\.written must be an array/],
  ])('refuses %j', (preset, message) => {
    expect(() => config({ preset })).toThrow(message);
  });
});

describe('presetFor', () => {
  it('is sure of an export of today and of an older one, and of nothing else', () => {
    expect(presetFor(today)?.preset.name).toBe('posthog');
    expect(presetFor(older)?.preset.name).toBe('posthog');
    expect(presetFor(today)!.score).toBeGreaterThan(presetFor(older)!.score);
    expect(presetFor(named('user_id', 'time', 'event', 'amount'))).toBeUndefined();
    expect(presetFor([])).toBeUndefined();
    expect(new Set(presetNames).size).toBe(presetNames.length);
  });
});
