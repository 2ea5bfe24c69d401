import { aggregate, all, binary, call, column, equal, literal, ratio } from '../../data/sql/build.js';
import type { Sql } from '../../data/sql/tree.js';
import type { FeatureDefinition } from './definition.js';
import { type EventVocabulary, maskDays } from './vocabulary.js';

const partsPerMillion = 1_000_000;

const exhausted = (events: EventVocabulary): Sql =>
  all(events.is('quota'), equal(column('exhausted'), literal(true)));

// Days, as a mask, whose next day is over at the snapshot: bit 0 becomes the day before it.
function exhaustedBefore(events: EventVocabulary): Sql {
  const days = Math.min(events.windows.observationDays, maskDays);
  return call('shiftRight', events.dayMask(all(exhausted(events), events.within(days))), literal(1));
}

/** Quota: how far the quota was used up, and whether the user came back after it ran out. */
export const quotaDefinitions = [
  {
    name: 'quota_use_ratio',
    family: 'quota',
    unit: 'share',
    window: 'observation',
    needs: ['quota', 'column:quotaUsed', 'column:quotaTotal'],
    sql: (events) =>
      binary(
        '/',
        aggregate('avg', [column('quota_ppm')], events.whereRole('quota')),
        literal(partsPerMillion),
      ),
  },
  {
    name: 'quota_exhausted_days_{w}',
    family: 'quota',
    unit: 'days',
    window: 'observation',
    needs: ['quota', 'column:quotaUsed', 'column:quotaTotal'],
    sql: (events) => events.days(exhausted(events)),
  },
  {
    name: 'quota_return_share',
    family: 'quota',
    unit: 'share',
    window: 'observation',
    needs: ['quota', 'active', 'column:quotaUsed', 'column:quotaTotal'],
    sql: (events) => {
      const days = Math.min(events.windows.observationDays, maskDays);
      const before = exhaustedBefore(events);
      const activeMask = events.dayMask(all(events.active, events.within(days)));
      return ratio(call('bitCount', call('bitAnd', before, activeMask)), call('bitCount', before));
    },
  },
] as const satisfies readonly FeatureDefinition[];
