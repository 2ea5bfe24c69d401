import type { EventLog } from '../../features/log/event-log.js';
import { openEventLog, type WorkOptions } from '../../features/log/event-log.js';
import type { DailyConfig } from './config.js';

/**
 * The event log of one day's run: read at most once, when a step first asks for it. The day itself counts as complete;
 * what the files hold of later days is not looked at by features and labels.
 */
export class DayLog {
  readonly #config: DailyConfig;
  readonly #date: string;
  readonly #work: WorkOptions;
  #log: Promise<EventLog> | null = null;

  constructor(config: DailyConfig, date: string, work: WorkOptions) {
    this.#config = config;
    this.#date = date;
    this.#work = work;
  }

  open(): Promise<EventLog> {
    const { events, engine } = this.#config;
    this.#log ??= openEventLog({ ...events, completeThrough: this.#date }, engine, this.#work);
    return this.#log;
  }

  async close(): Promise<void> {
    const log = await this.#log?.catch(() => null);
    log?.close();
    this.#log = null;
  }
}
