import type { ExperimentConfig } from '../config/config.js';
import type { EventsData } from '../config/events-config.js';
import type { ExperimentData } from '../data/data.js';
import { dataFromEvents } from './from-events.js';
import type { LoadExperimentOptions } from './load-options.js';
import { logView } from './log-view.js';
import { exposureOf, withLog } from './open-log.js';
import { momentsFromEvents } from './push-down.js';

/**
 * Data of an event log, wherever it is: rows, or with `pushDown` sums alone.
 * @throws WinbackError as withLog, dataFromEvents, momentsFromEvents and momentsFromServer
 */
export async function dataOfLog(
  events: EventsData,
  config: ExperimentConfig,
  options: LoadExperimentOptions,
): Promise<ExperimentData> {
  if (events.source !== undefined && events.pushDown) {
    const { momentsFromServer } = await import('./from-server.js');
    return momentsFromServer(events, exposureOf(events, config), config, options);
  }
  const { signal } = options;
  return withLog(events, config, options, async ({ db, exposure, ledger }) => {
    if (events.pushDown) return momentsFromEvents(db, logView, exposure, config);
    const data = await dataFromEvents(db, logView, exposure, config, { signal });
    return { ...data, ledger: [...ledger, ...data.ledger] };
  });
}
