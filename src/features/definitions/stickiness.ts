import { aggregate, all, binary, call, column, literal, ratio } from '../../data/sql/build.js';
import type { Sql } from '../../data/sql/tree.js';
import type { FeatureDefinition } from './definition.js';
import type { EventVocabulary } from './vocabulary.js';

const microsPerHour = 3_600_000_000;

// Share of the active events of the window for which `condition` holds.
function shareOfActive(events: EventVocabulary, condition: Sql): Sql {
  return ratio(events.count(all(events.active, condition)), events.count(events.active));
}

/** Stickiness and variety: what the user uses, and when. */
export const stickinessDefinitions = [
  {
    name: 'feature_variety',
    family: 'stickiness',
    unit: 'count',
    window: 'observation',
    needs: ['feature_used', 'column:feature'],
    sql: (events) => aggregate('countDistinct', [column('feature')], events.whereRole('feature_used')),
  },
  {
    name: 'weekend_share',
    family: 'stickiness',
    unit: 'share',
    window: 'observation',
    needs: ['active'],
    sql: (events) => shareOfActive(events, binary('>=', call('isoWeekday', column('day')), literal(6))),
  },
  {
    name: 'night_share',
    family: 'stickiness',
    unit: 'share',
    window: 'observation',
    needs: ['active'],
    sql: (events) => shareOfActive(events, binary('<', call('hour', column('at')), literal(6))),
  },
  {
    name: 'avg_session_gap_h',
    family: 'stickiness',
    unit: 'hours',
    window: 'observation',
    needs: ['login'],
    // The gaps add up to last minus first, so no window function is needed.
    sql: (events) => {
      const at = events.micros;
      const rows = events.whereRole('login');
      const span = binary('-', aggregate('max', [at], rows), aggregate('min', [at], rows));
      const gaps = binary('-', events.count(events.is('login')), literal(1));
      return binary('/', ratio(span, gaps), literal(microsPerHour));
    },
  },
] as const satisfies readonly FeatureDefinition[];
