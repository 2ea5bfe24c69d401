import { WinbackError } from '../base/errors.js';
import { type EventsConfig, eventsCheck } from './events-section.js';
import { filledEvents } from './presets/fill.js';
import type { PresetColumn } from './presets/preset.js';

type Given = Readonly<Record<string, unknown>>;

/**
 * A section whose preset is replaced by the mapping it gives for the columns of the files. Without a preset it stays.
 * @param columns of the files that are read
 * @throws WinbackError BAD_INPUT as `eventsCheck`
 */
export function completeEvents(config: EventsConfig, columns: readonly PresetColumn[]): EventsConfig {
  if (config.preset === undefined) return config;
  const filled = filledEvents({ ...config }, config.preset, columns);
  requireUserAndTime(filled, config.preset.name, columns);
  const { persons, teamId, table } = config;
  const others = { preset: undefined, persons: undefined, teamId: undefined };
  return { ...eventsCheck({ ...filled, ...others, table }, 'events'), persons, teamId };
}

// A preset for another vendor's export finds none of its columns.
function requireUserAndTime(
  { columns }: Readonly<Record<string, unknown>>,
  preset: string,
  files: readonly PresetColumn[],
): void {
  const given = columns as Given | undefined;
  const missing = ['user', 'time'].find((option) => given?.[option] === undefined);
  if (missing === undefined) return;
  const names = files.slice(0, 20).map(({ name }) => name);
  throw new WinbackError(
    'BAD_INPUT',
    `events.preset: the files have no column that "${preset}" takes for the ${missing}; they have ${names.join(', ')}: ` +
      `write events.columns.${missing}, or leave the preset out`,
  );
}
