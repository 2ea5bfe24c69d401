import { choice, day, flag, json, orNull, real, text, whole } from '../fields.js';
import type { StateRecords } from '../records.js';
import type { Kind } from './kind.js';

type SystemKind = 'run' | 'step' | 'decision' | 'data' | 'holding' | 'alert';

/** Runs, decisions, data and alarms. */
export const systemKinds: { readonly [K in SystemKind]: Kind<StateRecords[K]> } = {
  run: {
    table: 'winback_run',
    key: ['project', 'date', 'run'],
    fields: {
      ...{ project: text, date: day, run: text, zone: text, startedAt: whole, endedAt: orNull(whole) },
      state: choice('running', 'done', 'failed', 'held'),
      ...{ configDigest: text, winback: text, modelDigest: orNull(text) },
      ...{ rows: orNull(whole), reason: orNull(text) },
    },
  },
  step: {
    table: 'winback_step',
    key: ['project', 'date', 'run', 'name'],
    fields: {
      ...{ project: text, date: day, run: text, name: text },
      state: choice('running', 'done', 'skipped', 'failed', 'held'),
      ...{ startedAt: whole, endedAt: orNull(whole), inputs: json(), outputs: json() },
      ...{ rows: orNull(whole), reason: orNull(text) },
    },
  },
  decision: {
    table: 'winback_decision',
    key: ['project', 'date', 'kind', 'object'],
    fields: {
      ...{ project: text, date: day, kind: text, object: text, at: whole, by: text, reason: text },
      details: json(),
    },
  },
  data: {
    table: 'winback_data',
    key: ['project', 'date', 'event'],
    fields: {
      ...{ project: text, date: day, event: text, rows: whole, users: orNull(whole) },
      ...{ expected: orNull(real), expectedLow: orNull(real), expectedHigh: orNull(real) },
      ...{ lagP50: orNull(real), lagP995: orNull(real) },
    },
  },
  holding: {
    table: 'winback_holding',
    key: ['project', 'place'],
    fields: {
      ...{ project: text, place: text },
      what: choice('list', 'scores', 'events', 'attributes', 'features', 'export', 'handover'),
      at: whole,
    },
  },
  alert: {
    table: 'winback_alert',
    key: ['project', 'fingerprint'],
    fields: {
      ...{ project: text, fingerprint: text, kind: text, severity: choice('info', 'warning', 'critical') },
      ...{ object: text, model: orNull(text), state: choice('pending', 'firing', 'resolved') },
      ...{ firstAt: whole, lastAt: whole, count: whole, recent: json(), value: orNull(real) },
      ...{ threshold: orNull(real), values: json(), changes: json(), flapping: flag },
      ...{ inhibitedBy: orNull(text), notifiedAt: orNull(whole), ackBy: orNull(text) },
      ...{ ackAt: orNull(whole), mutedUntil: orNull(whole), mutedReason: orNull(text) },
    },
  },
};
