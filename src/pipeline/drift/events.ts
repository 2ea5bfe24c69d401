import type { OnProgress } from '../../base/progress.js';
import type { FeaturesConfig } from '../../features/config.js';
import { openEventLog } from '../../features/log/event-log.js';
import type { SeenName } from '../../monitor/profile/records.js';
import type { UnseenEvent } from '../../report/records.js';
import type { Environment } from '../../stores/secrets.js';

/** Where the log of a day is, and what reading it may use. */
export interface DayLog {
  /** The configuration of the training; its files may be newer ones. */
  readonly config: FeaturesConfig;
  /** Folder that data paths of the configuration start from. @default the working directory */
  readonly root?: string | undefined;
  /** Environment variables that hold secrets. @default none */
  readonly environment?: Environment | undefined;
}

/**
 * Event names of the log that no role takes and that the training's log did not have among the most frequent of such names, each with the
 * line of the configuration that would use it. The role is a guess by the name; `activity` where the name says nothing.
 */
export async function unseenEvents(
  known: readonly SeenName[] | null,
  { config, root, environment }: DayLog,
  options: { readonly signal?: AbortSignal | undefined; readonly onProgress?: OnProgress | undefined },
): Promise<readonly UnseenEvent[]> {
  if (known === null) return [];
  const log = await openEventLog(config.events, config.engine, { root, environment, ...options });
  log.close();
  // With it come the dictionaries of `winback init` and the texts of reports, which an import of the library must not load.
  const { roleByWords } = await import('../init/roles.js');
  const names = new Set(known.map(({ name }) => name));
  return log.record.reading.unmappedEvents
    .filter(({ name }) => !names.has(name))
    .map(({ name, rows }) => {
      const role = roleByWords(name)?.role ?? 'activity';
      return { name, rows, line: `events: { roles: { ${role}: [${JSON.stringify(name)}] } }` };
    });
}
