import { WinbackError } from '../../../base/errors.js';
import type { Observation } from '../../../delivery/alerts/evaluate.js';
import { beat, type Heartbeat, heartbeatAddress } from '../../../delivery/alerts/heartbeat.js';
import { ranAgain, runAlarms, runObject } from '../../../delivery/alerts/no-run.js';
import { updateAlerts } from '../../../delivery/alerts/update.js';
import { alertChannel } from '../../../delivery/channels/alert/channel.js';
import { noticeWords } from '../../alerts/words.js';
import { codeOf } from '../run-steps.js';
import { type Telling, tell } from './tell.js';

/**
 * Reads every secret that the alarms need: one that is missing is said before the day is run, and not after its delivery.
 * @throws WinbackError NOT_FOUND for a missing secret; BAD_INPUT for an address that is none
 */
export async function requireAlertSecrets({
  config,
  root,
  environment,
  now,
}: Pick<Telling, 'config' | 'root' | 'environment' | 'now'>): Promise<void> {
  const { channels, heartbeatUrl } = config.daily.alerts;
  const places = { environment, root };
  for (const channel of channels) await alertChannel(channel, places, () => now() / 1000);
  if (heartbeatUrl !== undefined) await heartbeatAddress(heartbeatUrl, places);
}

/** Tells that a run has failed. The error of the run is the one that is shown, whatever comes of this. */
export async function tellFailure(telling: Telling, date: string, error: unknown): Promise<void> {
  if (error instanceof WinbackError && error.code === 'ABORTED') return;
  const { config, state, now } = telling;
  const { name: project } = config;
  const failed: Observation = {
    ...{ kind: 'run-failed', object: runObject, model: null, severity: 'critical', found: true },
    ...{ value: null, threshold: null, values: { date, code: codeOf(error) } },
  };
  const channels = config.daily.alerts.channels.map(({ name }) => name);
  try {
    await updateAlerts(state, [failed], { project, at: now(), channels, words: noticeWords });
    await tell(telling, `failed ${date}`);
  } catch {
    // A state or a channel that does not work is often why the run has failed.
  }
}

/** Ends the alarms that said that runs fail or do not happen. */
export async function tellRan(telling: Telling, date: string): Promise<void> {
  const { config, state, now } = telling;
  const { name: project } = config;
  const known = await state.list('alert', { where: { project } });
  if (!known.some((one) => runAlarms.includes(one.fingerprint) && one.state !== 'resolved')) return;
  const over = { ...ranAgain, kind: 'run-failed', threshold: null } as const;
  const channels = config.daily.alerts.channels.map(({ name }) => name);
  await updateAlerts(state, [ranAgain, over], { project, at: now(), channels, words: noticeWords });
  await tell(telling, `ended ${date}`);
}

/** Calls the heartbeat of the configuration; null without one. */
export async function heartbeatOf({ config, root, environment, signal }: Telling): Promise<Heartbeat | null> {
  const { heartbeatUrl } = config.daily.alerts;
  if (heartbeatUrl === undefined) return null;
  return beat(await heartbeatAddress(heartbeatUrl, { environment, root }), signal);
}
