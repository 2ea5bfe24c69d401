import type { WindowsConfig } from './config.js';

type Windows = Pick<WindowsConfig, 'observationDays' | 'horizonDays'>;

/** Complete days that a split with one snapshot a section needs: its window, three horizons, and a day between sections. */
export function daysNeeded({ observationDays, horizonDays }: Windows): number {
  return observationDays + 3 * horizonDays + 2;
}

/** The configuration nearest to the given windows that a log of `span` complete days is long enough for, in words. */
export function fittingWindows(span: number, windows: Windows): string {
  const sections = 'snapshots: { train: 1, calibration: 1, test: 1 }';
  if (daysNeeded(windows) <= span) return `it fits with ${sections}`;
  // A window about twice as long as the horizon, as the default ones are.
  const horizonDays = Math.min(windows.horizonDays, Math.floor((span - 2) / 5));
  if (horizonDays < 1)
    return `at least ${daysNeeded({ observationDays: 2, horizonDays: 1 })} days are needed for any windows`;
  const observationDays = Math.min(windows.observationDays, span - 2 - 3 * horizonDays);
  return `it fits with windows: { observationDays: ${observationDays}, horizonDays: ${horizonDays} } and ${sections}`;
}
