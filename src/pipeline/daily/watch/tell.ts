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

/** Sends what is queued for the channels of alarms. One that fails is an alarm of the next evaluation; it ends no run. */
export async function tell(
  { config, root, state, now, environment, signal }: Telling,
  by: string,
): Promise<void> {
  const how = { project: config.name, zone: config.events.timeZone, now, by, signal };
  for (const channel of config.daily.alerts.channels) {
    const places = { environment, root };
    await dispatch(state, await alertChannel(channel, places, () => now() / 1000), how);
  }
}
