import type { EventFilter } from './aggregate.js';
import type { FeatureDefinition } from './definition.js';
import { lastDays } from './span.js';

const week = { from: 0, to: 7 };
const monthBefore = { from: 7, to: 37 };
const eightWeeks = 56;

const active = (ages: EventFilter['ages']): EventFilter => ({ roles: 'active', ages });
const payments = (ages: EventFilter['ages']): EventFilter => ({ roles: ['payment'], ages });

/** Where a user is heading (`windows.trends`): the last week against the 30 days before it, and the slope over eight weeks. */
export const trendDefinitions = [
  {
    name: 'activity_ratio_7_30',
    family: 'trend',
    unit: 'ratio',
    window: lastDays(monthBefore.to),
    needs: ['active'],
    aggregate: { kind: 'rate', of: active(week), among: active(monthBefore) },
  },
  {
    name: 'pay_ratio_7_30',
    family: 'trend',
    unit: 'ratio',
    window: lastDays(monthBefore.to),
    needs: ['payment'],
    aggregate: { kind: 'rate', of: payments(week), among: payments(monthBefore) },
  },
  {
    name: 'activity_slope_8w',
    family: 'trend',
    unit: 'count',
    window: lastDays(eightWeeks),
    needs: ['active'],
    aggregate: { kind: 'slope', of: { roles: 'active' } },
  },
] as const satisfies readonly FeatureDefinition[];
