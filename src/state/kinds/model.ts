import { choice, day, json, orNull, real, text, whole } from '../fields.js';
import type { StateRecords } from '../records.js';
import type { Kind } from './kind.js';

type ModelKind = 'model' | 'metric' | 'drift';

/** Models, their figures, and drift. */
export const modelKinds: { readonly [K in ModelKind]: Kind<StateRecords[K]> } = {
  model: {
    table: 'winback_model',
    key: ['project', 'digest'],
    fields: {
      ...{ project: text, digest: text, version: text },
      ...{ trainedFrom: orNull(day), trainedTo: orNull(day), metrics: json() },
      ...{ gates: json(), featureVersion: text, profileDigest: orNull(text), parent: orNull(text) },
      ...{ promotedAt: orNull(whole), retiredAt: orNull(whole), reason: orNull(text), by: orNull(text) },
    },
  },
  metric: {
    table: 'winback_metric',
    key: ['project', 'date', 'asOf', 'model', 'slice', 'name', 'kind'],
    fields: {
      ...{ project: text, date: day, asOf: day, model: text, slice: text, name: text },
      kind: choice('matured', 'estimated'),
      ...{ value: orNull(real), low: orNull(real), high: orNull(real), n: whole },
      ...{ positives: orNull(whole), effectiveN: orNull(real), reason: orNull(text) },
    },
  },
  drift: {
    table: 'winback_drift',
    key: ['project', 'date', 'model', 'column'],
    fields: {
      ...{ project: text, date: day, model: text, column: text, n: whole },
      ...{ ks: orNull(real), ksLow: orNull(real), location: orNull(real), sign: orNull(real) },
      ...{ psi: orNull(real), jsBits: orNull(real), w1: orNull(real), w1OverIqr: orNull(real) },
      ...{ missingReference: orNull(real), missingCurrent: orNull(real) },
      ...{ missingLow: orNull(real), missingHigh: orNull(real), unseen: orNull(real) },
      ...{ deltaScore: orNull(real), deltaAbove: orNull(real), logR: orNull(real), state: text },
      bins: orNull(json()),
    },
  },
};
