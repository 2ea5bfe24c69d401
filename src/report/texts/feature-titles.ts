import type { OwnMeaning } from '../../churn/data-records.js';
import type { DefinitionName } from '../../features/definitions.js';
import type { OwnAggregate } from '../../features/own/own-feature.js';

/** The title of every feature, from the days of its window: a feature without a title does not compile. */
export type FeatureTitles = Readonly<Record<DefinitionName, (days: string) => string>>;

/** The words of a title of a feature that the configuration defines. */
export interface OwnWords
  extends Readonly<Record<OwnAggregate, (over: string, second: string, level: string) => string>> {
  readonly or: string;
  readonly window: (days: string | null) => string;
  readonly when: Readonly<Record<'weekend' | 'night', string>>;
  readonly rank: string;
}

/** A title made of what a feature computes, in the words of a language. */
export function ownTitleOf(own: OwnMeaning, days: number | null, words: OwnWords): string {
  const { over, aggregate, columns, among, level, when, isRank } = own;
  const second = columns.length > 0 ? columns.join(' x ') : among.join(words.or);
  // A stored model has the aggregates of its version.
  const text = words[aggregate as OwnAggregate](over.join(words.or), second, String(level ?? ''));
  const parts = [
    text,
    when === null ? '' : words.when[when],
    words.window(days === null ? null : String(days)),
  ];
  return `${isRank ? words.rank : ''}${parts.join('')}`;
}
