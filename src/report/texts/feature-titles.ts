import type { DefinitionName } from '../../features/definitions.js';

/** The title of every feature, from the days of its window: a feature without a title does not compile. */
export type FeatureTitles = Readonly<Record<DefinitionName, (days: string) => string>>;
