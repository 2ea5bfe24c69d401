import type { StateRecords } from '../../state/records.js';
import type { DailyConfig } from './config.js';

type Holding = StateRecords['holding'];

/**
 * Where the configuration itself says that data of persons lie: a deletion has to look there, too. They are noted before a
 * day is run, so that what a killed run has written is named as well.
 */
export function sourceHoldings(config: DailyConfig, at: number): readonly Holding[] {
  const { name: project, events, attributes, writeBack } = config;
  const holding =
    (what: Holding['what']) =>
    (place: string): Holding => ({ project, place, what, at });
  return [
    ...events.source.map(holding('events')),
    ...(attributes?.source ?? []).map(holding('attributes')),
    ...(writeBack === null ? [] : [holding('scores')(writeBack.to)]),
  ];
}
