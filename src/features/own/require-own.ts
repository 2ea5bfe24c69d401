import { dayNumber } from '../../base/days.js';
import { WinbackError } from '../../base/errors.js';
import { shown } from '../../base/options.js';
import type { FeaturesConfig } from '../config.js';
import { featureName } from '../definitions/definition.js';
import { definitionsOf } from '../definitions.js';
import type { EventLogRecord } from '../records.js';

/**
 * What holds between the sections of a configuration.
 * @throws WinbackError BAD_INPUT naming the option
 */
export const checkedFeatures = <T extends FeaturesConfig>(config: T, name: string): T =>
  withFirstDays(withOwnNames(config, name), name);

/**
 * A configuration whose own features have names that nothing else has.
 * @throws WinbackError BAD_INPUT naming the feature
 */
function withOwnNames<T extends Pick<FeaturesConfig, 'events' | 'windows' | 'attributes'>>(
  config: T,
  name: string,
): T {
  const { windows, attributes } = config;
  const definitions = definitionsOf(config);
  const taken = [
    ...definitions.filter(({ own }) => own === undefined).map((one) => featureName(one, windows)),
    ...(attributes?.fields ?? []),
    ...['user_id', 'snapshot_date', `label_churn_${windows.horizonDays}d`],
  ].map((one) => one.toLowerCase());
  const clash = definitions.find(({ own, name: one }) => own && taken.includes(one.toLowerCase()));
  if (clash === undefined) return config;
  throw new WinbackError(
    'BAD_INPUT',
    `${name}.events.features: ${shown(clash.name)} is the name of another column of the table: take another one`,
  );
}

/**
 * A configuration whose observation window holds the first days of a user.
 * @throws WinbackError BAD_INPUT
 */
function withFirstDays<T extends Pick<FeaturesConfig, 'snapshots' | 'windows'>>(config: T, name: string): T {
  const { afterFirstDays = 0 } = config.snapshots;
  const { observationDays } = config.windows;
  if (afterFirstDays <= observationDays) return config;
  throw new WinbackError(
    'BAD_INPUT',
    `${name}.snapshots.afterFirstDays is ${afterFirstDays}, more than windows.observationDays (${observationDays}): ` +
      'lengthen that window',
  );
}

/**
 * Refuses a window of a feature of the user's own that no snapshot of the log can fill.
 * @throws WinbackError BAD_INPUT naming feature, days and remedy
 */
export function requireOwnWindows(
  { firstDay, lastDay }: Pick<EventLogRecord, 'firstDay' | 'lastDay'>,
  { events: { features = [] } }: Pick<FeaturesConfig, 'events'>,
): void {
  const days = dayNumber(lastDay) - dayNumber(firstDay) + 1;
  const long = features.find(({ window }) => window !== 'all' && window > days);
  if (long === undefined) return;
  throw new WinbackError(
    'BAD_INPUT',
    `events.features.${long.name}.window is ${long.window} days, the log has ${days}, from ${firstDay} to ${lastDay}: ` +
      'take fewer days, or all',
  );
}
