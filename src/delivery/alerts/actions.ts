import { WinbackError } from '../../base/errors.js';
import { requirePart } from '../../base/shape.js';
import type { AlertRecord } from '../../state/records/system.js';
import { requireState, type State } from '../../state/state.js';

/**
 * The alarm whose fingerprint begins so.
 * @throws WinbackError NOT_FOUND for none; BAD_INPUT for several
 */
async function alertOf(state: State, beginning: string): Promise<AlertRecord> {
  requireState(state);
  requirePart(beginning, 'fingerprint', 'text');
  const found =
    beginning === ''
      ? []
      : (await state.list('alert')).filter(({ fingerprint }) => fingerprint.startsWith(beginning));
  if (found.length === 1) return found[0]!;
  if (found.length === 0)
    throw new WinbackError(
      'NOT_FOUND',
      `no alarm has a fingerprint that begins with "${beginning}": see \`winback alert list\``,
    );
  throw new WinbackError(
    'BAD_INPUT',
    `${found.length} alarms have a fingerprint that begins with "${beginning}": write more letters of it`,
  );
}

/**
 * Notes that somebody has taken note of an alarm: it is not told again until it is over and comes back.
 * @param state open
 * @param fingerprint of the alarm, or its first letters
 * @param by who
 * @param at microseconds since 1970
 * @throws WinbackError NOT_FOUND, BAD_INPUT where several alarms begin so
 *
 * @example
 * ```ts
 * import { acknowledgeAlert } from 'winback/delivery';
 * import { openState } from 'winback/state';
 *
 * const state = await openState('out/ack.db');
 * const error = await acknowledgeAlert(state, '3f0c', 'li', 1).catch((reason) => reason);
 * await state.close();
 * error.code; // 'NOT_FOUND'
 * ```
 */
export async function acknowledgeAlert(
  state: State,
  fingerprint: string,
  by: string,
  at: number,
): Promise<AlertRecord> {
  const alert = { ...(await alertOf(state, fingerprint)), ackBy: by, ackAt: at };
  await state.put({ alert: [alert] });
  return alert;
}

/**
 * Keeps an alarm silent until a time; a time that has passed lets it speak again.
 * @param state open
 * @param fingerprint of the alarm, or its first letters
 * @param until microseconds since 1970
 * @param reason why, for those who wonder
 * @throws WinbackError NOT_FOUND, BAD_INPUT where several alarms begin so
 *
 * @example
 * ```ts
 * import { muteAlert } from 'winback/delivery';
 * import { openState } from 'winback/state';
 *
 * const state = await openState('out/mute.db');
 * const error = await muteAlert(state, '3f0c', 1, 'holiday').catch((reason) => reason);
 * await state.close();
 * error.code; // 'NOT_FOUND'
 * ```
 */
export async function muteAlert(
  state: State,
  fingerprint: string,
  until: number,
  reason: string,
): Promise<AlertRecord> {
  const alert = { ...(await alertOf(state, fingerprint)), mutedUntil: until, mutedReason: reason };
  await state.put({ alert: [alert] });
  return alert;
}
