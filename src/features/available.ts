import { WinbackError } from '../base/errors.js';
import { shown } from '../base/options.js';
import type { FeaturesConfig } from './config.js';
import { type FeatureDefinition, featureName, type Need, windowDays } from './definitions/definition.js';
import { type AnyDefinition, definitionsOf } from './definitions.js';
import type { EventColumns } from './mapping.js';
import type { EventLogRecord, FeatureNeeds, FeatureRecord, LeftOutFeature } from './records.js';

export interface Available {
  readonly definitions: readonly FeatureDefinition[];
  /** Records of the definitions, then of the attributes. */
  readonly features: readonly FeatureRecord[];
  readonly leftOut: readonly LeftOutFeature[];
}

/** Which features the log can give: those whose roles occur and whose columns are mapped. */
export function available(log: Pick<EventLogRecord, 'byRole'>, config: FeaturesConfig): Available {
  const has = (need: Need): boolean => {
    if (need === 'active') return true;
    if (need.startsWith('column:')) {
      return config.events.columns[need.slice('column:'.length) as keyof EventColumns] !== undefined;
    }
    return (log.byRole[need] ?? 0) > 0;
  };
  const missingOf = ({ needs }: FeatureDefinition): FeatureNeeds =>
    needs.filter((need) => (typeof need === 'string' ? !has(need) : !need.some(has)));
  // A window of a week beside an observation window of a week is the same column twice.
  const definitions = definitionsOf(config);
  const names = definitions.map((definition) => featureName(definition, config.windows));
  const distinct = definitions.filter((_, i) => names.indexOf(names[i]!) === i);
  const kept = distinct.filter((definition) => missingOf(definition).length === 0);
  const leftOut = distinct
    .filter((definition) => missingOf(definition).length > 0)
    .map((definition) => ({ ...namesOf(definition, config), missing: missingOf(definition) }));
  const features = [...kept.map((definition) => recordOf(definition, config)), ...attributeRecords(config)];
  return { definitions: kept, features, leftOut };
}

/**
 * The definitions of named features, whether or not the log has their events: a count of what did not happen is 0.
 * @throws WinbackError BAD_INPUT for a name no definition has under these windows
 */
export function definitionsNamed(
  names: readonly string[],
  config: FeaturesConfig,
): readonly FeatureDefinition[] {
  return names.map((name) => {
    const found = definitionsOf(config).find(
      (definition) => featureName(definition, config.windows) === name,
    );
    if (found !== undefined) return found;
    throw new WinbackError('BAD_INPUT', `no feature is called ${shown(name)} with these windows`);
  });
}

function namesOf(
  definition: AnyDefinition,
  { windows }: FeaturesConfig,
): Pick<FeatureRecord, 'name' | 'definition' | 'windowDays'> {
  return {
    name: featureName(definition, windows),
    definition: definition.own === undefined ? definition.name : null,
    windowDays: windowDays(definition, windows),
  };
}

function recordOf(definition: AnyDefinition, config: FeaturesConfig): FeatureRecord {
  return {
    ...namesOf(definition, config),
    family: definition.family,
    kind: 'numeric',
    unit: definition.unit,
    needs: definition.needs,
    ...(definition.own === undefined ? {} : { own: definition.own }),
  };
}

function attributeRecords({ attributes }: FeaturesConfig): readonly FeatureRecord[] {
  return (attributes?.fields ?? []).map((field) => ({
    name: field,
    family: 'attribute',
    kind: 'categorical',
    definition: null,
    unit: 'category',
    windowDays: null,
    needs: [`attributes.${field}`],
  }));
}
