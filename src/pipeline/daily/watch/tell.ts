import { setTimeout as wait } from 'node:timers/promises';

import { alertChannel } from '../../../delivery/channels/alert/channel.js';
import { dispatch } from '../../../delivery/outbox/dispatch.js';
import type { State } from '../../../state/state.js';
import type { Environment } from '../../../stores/secrets.js';
import type { DailyConfig } from '../config.js';

/** Who tells, with what. */
export interface Telling {
  readonly config: DailyConfig;
  /** Folder that paths of secret files start from. */
  readonly root: string;
  readonly state: State;
  readonly now: () => number;
  readonly environment: Environment | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** Pause before the second try, ms: the outbox lets a message that failed once wait for at most one second. */
const pauseMs = 1100;

/**
 * Sends what is queued for the channels of alarms, and once more what failed: the next run is a day away. What fails again waits for
 * the next run; it ends no run.
 */
export async function tell(telling: Telling, by: string): Promise<void> {
  const { config, root, state, now, environment, signal } = telling;
  const how = { project: config.name, zone: config.events.timeZone, now, by, signal };
  for (const channel of config.daily.alerts.channels) {
    const receiver = await alertChannel(channel, { environment, root }, () => now() / 1000);
    const { events } = await dispatch(state, receiver, how);
    if (events.retried === undefined) continue;
    await wait(pauseMs, undefined, { signal });
    await dispatch(state, receiver, how);
  }
}
