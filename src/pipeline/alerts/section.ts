import { WinbackError } from '../../base/errors.js';
import type { Check } from '../../base/options.js';
import { requirePart } from '../../base/shape.js';
import { type AlertsConfig, alertsConfig } from '../../delivery/alerts/config.js';

/**
 * Alarms are told by the daily run, and its section says to whom: a second place would be read by one command and not by another.
 * @throws WinbackError BAD_INPUT for a section `alerts` at the top of a file
 */
export function refuseAlertsOnTop(file: unknown): void {
  if (file === null || typeof file !== 'object' || !('alerts' in file)) return;
  throw new WinbackError(
    'BAD_INPUT',
    'the section alerts stands at the top of the file: move it into the section daily, as daily.alerts',
  );
}

/** The section `daily.alerts` of a configuration, whatever else it holds. */
export const alertsOfFile: Check<AlertsConfig> = (value, name) => {
  requirePart(value, name, 'object');
  refuseAlertsOnTop(value);
  const { daily = {} } = value as { readonly daily?: unknown };
  requirePart(daily, 'daily', 'object');
  return alertsConfig((daily as { readonly alerts?: unknown }).alerts, 'daily.alerts');
};
