import { WinbackError } from '../../base/errors.js';
import type { EventsConfig } from '../config.js';
import type { WorkOptions } from '../log/event-log.js';
import type { Day, EventLogRecord } from '../records.js';
import { openPushedSource, type PushedSource } from './pushed-source.js';
import { TableReader } from './table-reader.js';

/** A log that stays in its database, which computes the features. */
export interface PushedLog extends PushedSource {
  readonly config: EventsConfig;
  /** What was found in the table. */
  readonly record: Omit<EventLogRecord, 'preset'>;
  /** Columns of texts without spaces around them. */
  readonly tidy: ReadonlySet<string>;
  /**
   * Whether the events up to the last complete day are still those that were counted at first.
   * @throws WinbackError IO where rows came or went meanwhile, or PostHog's persons changed
   */
  requireUnchanged(signal: AbortSignal | undefined): Promise<void>;
}

/**
 * Looks at a table without copying it.
 * @throws WinbackError as openPushedSource; BAD_INPUT for a table without an active event; what the server refuses
 */
export async function openPushedLog(config: EventsConfig, options: WorkOptions): Promise<PushedLog> {
  const opened = await openPushedSource(config, options);
  try {
    const persons = await opened.persons?.digest(options.signal);
    const { record, counted, isTidy } = await new TableReader(config, opened, options.signal).record();
    const requireUnchanged = async (signal: AbortSignal | undefined): Promise<void> => {
      const now = await new TableReader(config, opened, signal).eventsUpTo(record.lastCompleteDay);
      if (now !== counted) throw rowsChanged(opened, record.lastCompleteDay, [counted, now]);
      if ((await opened.persons?.digest(signal)) === persons) return;
      throw new WinbackError(
        'IO',
        `ClickHouse ${opened.server.place}: the persons changed while they were read: run it again`,
      );
    };
    const tidy = new Set(isTidy ? [config.columns.user] : []);
    return { ...opened, config, record, tidy, requireUnchanged };
  } catch (error) {
    await opened.server.close();
    throw error;
  }
}

const rowsChanged = (
  { server }: PushedSource,
  day: Day,
  [first, last]: readonly [number, number],
): WinbackError =>
  new WinbackError(
    'IO',
    `ClickHouse ${server.place}: the table changed while it was read: ${first} events up to ${day} at first, ${last} at the end: run it again, or name an earlier day as events.completeThrough`,
  );
