import { setTimeout as wait } from 'node:timers/promises';

import { readSecret, type SecretFrom, type SecretPlaces } from '../../stores/secrets.js';
import { requestFault, secretAddress, shownAddress } from '../channels/alert/address.js';

const timeoutSeconds = 10;
/** Pauses before the second and the third try, ms. */
const pauses = [1000, 4000];

/** What a call of a heartbeat came to. */
export type Heartbeat = { readonly sent: true } | { readonly sent: false; readonly reason: string };

/**
 * The address of a heartbeat: a service that raises an alarm when it was not called for too long.
 * @throws WinbackError NOT_FOUND for a missing secret; BAD_INPUT for an address that is none, or without TLS
 */
export const heartbeatAddress = async (from: SecretFrom, places: SecretPlaces): Promise<URL> =>
  secretAddress(await readSecret(from, 'alerts.heartbeatUrl', places), 'alerts.heartbeatUrl');

/** Calls a heartbeat, at most three times. A call that fails is said, and changes nothing else. */
export async function beat(address: URL, signal: AbortSignal | undefined): Promise<Heartbeat> {
  let reason = '';
  for (const pause of [0, ...pauses]) {
    if (pause > 0) await wait(pause, undefined, { signal });
    const fault = await called(address, signal);
    if (fault === null) return { sent: true };
    reason = `${shownAddress(address)}: ${fault}`;
  }
  return { sent: false, reason };
}

async function called(address: URL, signal: AbortSignal | undefined): Promise<string | null> {
  const timeout = AbortSignal.timeout(timeoutSeconds * 1000);
  const ends = signal === undefined ? timeout : AbortSignal.any([signal, timeout]);
  try {
    const answer = await fetch(address, { redirect: 'manual', signal: ends });
    await answer.body?.cancel();
    return answer.ok ? null : `HTTP ${answer.status}`;
  } catch (error) {
    return requestFault(error, timeoutSeconds);
  }
}
