// One record of every kind, with every field given or null.
import type { StateKind, StateRecords } from '../../../src/state/records.js';

const at = 1_753_833_600_123_456;

/** A record of each kind. */
export const samples: { readonly [K in StateKind]: StateRecords[K] } = {
  run: {
    ...{
      project: 'shop',
      date: '2025-07-30',
      run: 'r1',
      zone: 'Asia/Shanghai',
      startedAt: at,
      endedAt: null,
    },
    ...{
      state: 'running',
      configDigest: 'c0',
      winback: '0.2.0',
      modelDigest: null,
      rows: 30_000,
      reason: null,
    },
  },
  step: {
    ...{ project: 'shop', date: '2025-07-30', run: 'r1', name: 'score', state: 'done', startedAt: at },
    ...{ endedAt: at + 1, inputs: { model: 'd1', features: 'd2' }, outputs: { 'scores.csv': 'd3' } },
    ...{ rows: 30_000, reason: null },
  },
  decision: {
    ...{ project: 'shop', date: '2025-07-30', kind: 'promote', object: 'm1', at, by: 'rule', reason: '更好' },
    details: { low: -0.001, gates: [true] },
  },
  data: {
    ...{ project: 'shop', date: '2025-07-30', event: 'pay', rows: 812, users: 640, expected: 800.5 },
    ...{ expectedLow: 700, expectedHigh: 900, lagP50: 3.25, lagP995: null },
  },
  holding: { project: 'shop', place: 'out/churn_users.csv', what: 'list', at },
  alert: {
    ...{
      project: 'shop',
      fingerprint: 'f0',
      kind: 'drift',
      severity: 'warning',
      object: 'pay_cnt_7',
      model: 'm1',
    },
    ...{ state: 'firing', firstAt: at, lastAt: at, count: 2, recent: [1, 1], value: 0.127, threshold: 0.1 },
    ...{
      values: { column: 'pay_cnt_7' },
      changes: [at],
      flapping: false,
      inhibitedBy: null,
      notifiedAt: null,
    },
    ...{ ackBy: null, ackAt: null, mutedUntil: null, mutedReason: null },
  },
  model: {
    ...{ project: 'shop', digest: 'm1', version: '2025-07-01-3f0c2d1', trainedFrom: '2025-01-01' },
    ...{ trainedTo: '2025-06-30', metrics: [{ name: 'auc', value: 0.89, low: 0.88, high: 0.9, n: 5000 }] },
    ...{ gates: { auc: true }, featureVersion: 'v1', profileDigest: null, parent: null, promotedAt: at },
    ...{ retiredAt: null, reason: null, by: 'rule' },
  },
  metric: {
    ...{ project: 'shop', date: '2025-07-14', asOf: '2025-07-30', model: 'm1', slice: '', name: 'auc' },
    ...{ kind: 'matured', value: 0.88, low: 0.86, high: 0.9, n: 20_000, positives: 4000, effectiveN: 812.5 },
    reason: null,
  },
  drift: {
    ...{ project: 'shop', date: '2025-07-30', model: 'm1', column: 'select "x"; --', n: 5000, ks: 0.127 },
    ...{ ksLow: 0.09, location: 12.5, sign: -1, psi: 0.1, jsBits: 0.01, w1: 1e-300, w1OverIqr: 0.25 },
    ...{ missingReference: 0.02, missingCurrent: 0.08, missingLow: 0.05, missingHigh: 0.07, unseen: 0 },
    ...{ deltaScore: 0.01, deltaAbove: 0.02, logR: 3.5, state: 'possible' },
    bins: { names: [7, '(missing)'], reference: [90, 10], current: [4000, 1000] },
  },
  experiment: {
    ...{ project: 'shop', name: 'coupon', version: '1', configDigest: 'e0' },
    ...{ exposure: { kind: 'event', name: 'checkout' }, primaryMetric: 'stay', guardrails: ['refunds'] },
    ...{ definitions: { stay: 'd0', refunds: null }, shortestDays: 14, plannedLooks: [0.5, 1] },
    ...{ spending: 'pocock', plannedUsers: 20_000, registeredAt: at, by: 'ana', firstExposureAt: null },
    ...{ late: false, state: 'running', decision: null, reason: null },
  },
  exposure: {
    ...{ decisionId: 'd0', experiment: 'coupon', user: 'u1', variant: 'on', expVersion: '1' },
    ...{ featureFlagId: null, at, storedAt: at + 1 },
  },
  look: {
    ...{ project: 'shop', experiment: 'coupon', version: '1', date: '2025-07-30', look: 1, takenAt: at },
    ...{ lastDay: '2025-07-29', users: { control: 5000, coupon: 5010 }, comparedUsers: 10_010 },
    ...{ plannedUsers: 20_000, power: 0.4, srmP: 0.92, metrics: [], statistic: 1.2, boundary: 2.96 },
    ...{ decision: 'continue', reason: 'not-enough' },
  },
  campaign: {
    ...{
      project: 'shop',
      campaign: 'july',
      date: '2025-07-30',
      tier: 'high',
      action: 'coupon',
      currency: 'CNY',
    },
    ...{
      planDigest: 'p0',
      plannedUsers: 100,
      plannedCostMinor: 50_000,
      plannedProfitMinor: 120_000,
      sent: 90,
    },
    ...{ delivered: 88, spentMinor: 45_000, holdout: 10, recall: 0.1, recallLow: 0.02, recallHigh: 0.18 },
    ...{ netGmvMinor: 9_007_199_254_740_991, netGmvLowMinor: -5, netGmvHighMinor: null },
  },
  delivery: {
    ...{ project: 'shop', campaign: 'july', channel: 'sms', purpose: 'marketing', template: null },
    ...{ planDigest: 'p0', messages: 100, notBefore: at, notAfter: null, zone: 'Asia/Shanghai' },
    quiet: { from: '21:00', to: '09:00' },
    caps: { over: 'state', coolDownDays: 14, most: 2, withinDays: 30 },
    ...{ state: 'running', reason: null, approvedBy: 'li', approvedAt: at, firstLeft: 40 },
    ...{ createdAt: at, updatedAt: at },
  },
  account: { account: 'sms', updatedAt: at, detail: { failures: 0 } },
  contact: {
    ...{ project: 'shop', campaign: 'july', user: "o'neil 张三", channel: 'sms', action: 'coupon' },
    ...{ purpose: 'marketing', at, day: '2025-07-30', costMinor: 50, currency: 'CNY', message: 1 },
    ...{ held: false, probability: 0.9 },
  },
  message: {
    ...{ seq: 1, project: 'shop', campaign: 'july', user: 'u1', channel: 'sms', key: 'shop:july:u1:sms' },
    ...{ purpose: 'marketing', action: 'coupon', address: '+8613800000000', addressHash: 'a0' },
    ...{ recipient: 'a0', zone: 'Asia/Shanghai', maybeSince: at },
    ...{ body: { text: '回来吧 {code}', code: 'X1' }, costMinor: 50, currency: 'CNY', state: 'queued' },
    ...{ attempts: 0, due: at, notAfter: null, leaseUntil: null, leaseBy: null, providerId: null },
    ...{ reason: null, createdAt: at, updatedAt: at },
  },
  suppression: { addressHash: 'a1', channel: '', scope: 'marketing', reason: '退订', since: at },
  audit: {
    ...{ seq: 1, project: 'shop', at, event: 'enqueued', subject: 'campaign july', detail: { messages: 1 } },
    ...{ previous: '', hash: 'h1' },
  },
  receipt: {
    ...{ id: 'r0', channel: 'sms', providerId: 'b1', addressHash: 'a0', state: 'undelivered' },
    ...{ reason: '空号', at, storedAt: at, costMinor: 5, message: 1, outcome: 'applied' },
  },
  coupon: {
    ...{ pool: 'five-yuan', code: 'A-1', addedAt: at, validUntil: null, project: 'shop', campaign: 'july' },
    ...{ user: 'u1', givenAt: at },
  },
  messageKey: { channel: 'push', message: 1, key: 'c0-1', at },
  onlineDecision: { plan: 'p0', decisionId: 'd0', action: 'coupon', costFen: 2000, attempt: 'a0', at },
  onlineUse: { plan: 'p0', limitName: 'budget', used: 2000 },
};
