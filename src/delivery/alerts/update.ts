import { sha256 } from '../../base/node-crypto.js';
import { type Keys, requireKeys } from '../../base/options.js';
import { requireShapes } from '../../base/shape.js';
import type { AlertRecord } from '../../state/records/system.js';
import { requireState, type State } from '../../state/state.js';
import { enqueue, type NewMessage } from '../outbox/enqueue.js';
import { channelFaults } from './channel-faults.js';
import { evaluated, fingerprintOf, type Observation } from './evaluate.js';
import { inhibited, type Notice, notices } from './notify.js';

/** A notice in words, in both languages: channels choose. */
export interface NoticeText {
  /** The first line, in both languages. */
  readonly title: {
    /** In Chinese. */
    readonly zh: string;
    /** In English. */
    readonly en: string;
  };
  /** The lines below it, in both languages. */
  readonly lines: readonly {
    /** In Chinese. */
    readonly zh: string;
    /** In English. */
    readonly en: string;
  }[];
}

/** How alarms of a project are told. */
export interface AlertOptions {
  /** Name of the configuration. */
  readonly project: string;
  /** Microseconds since 1970, UTC. */
  readonly at: number;
  /** Names of the channels that are told. */
  readonly channels: readonly string[];
  /**
   * Puts a notice into words.
   * @param notice what is told
   */
  readonly words: (notice: Notice) => NoticeText;
  /** Page that shows more. @default none */
  readonly link?: string | undefined;
}

/** What an evaluation changed. */
export interface AlertsUpdated {
  /** All alarms of the project. */
  readonly alerts: readonly AlertRecord[];
  /** What was told. */
  readonly notices: readonly Notice[];
}

const optionKeys: Keys<AlertOptions> = { project: true, at: true, channels: true, words: true, link: true };

/**
 * Takes what an evaluation found: alarms begin, go on and end, and what is to be told is queued in the outbox for each
 * channel. `dispatch` sends it. A notice is queued before its alarms are marked as told: it may come twice, and is not lost.
 * @param state open
 * @param observations of this evaluation, one for each object that was looked at, found or not
 * @param options project, time, channels, words
 *
 * @example
 * ```ts
 * import { type Observation, updateAlerts } from 'winback/delivery';
 * import { openState } from 'winback/state';
 *
 * const gap: Observation = {
 *   ...{ kind: 'data-gap', object: 'pay', model: null, severity: 'critical', found: true },
 *   ...{ value: 0, threshold: 700, values: { rows: 0 } },
 * };
 * const state = await openState('out/alerts.db');
 * const words = () => ({ title: { zh: '数据中断', en: 'Data gap' }, lines: [] });
 * const { alerts } = await updateAlerts(state, [gap], { project: 'shop', at: 1, channels: [], words });
 * await state.close();
 * alerts[0]?.state; // 'firing'
 * ```
 */
export async function updateAlerts(
  state: State,
  observations: readonly Observation[],
  options: AlertOptions,
): Promise<AlertsUpdated> {
  requireState(state);
  requireShapes(observations, 'observations', { kind: 'text', object: 'text' });
  requireKeys(options, 'options', optionKeys);
  const { project, at } = options;
  const known = new Map(
    (await state.list('alert', { where: { project } })).map((one) => [one.fingerprint, one]),
  );
  const faults = await channelFaults(state, project, options.channels, at);
  for (const observation of [...observations, ...faults]) {
    const before = known.get(fingerprintOf(observation));
    const after = evaluated(before, observation, options);
    if (before !== undefined || after.state !== 'resolved') known.set(after.fingerprint, after);
  }
  const told = notices(inhibited([...known.values()]), at);
  for (const notice of told.notices) await queue(state, notice, options);
  await state.put({ alert: told.alerts });
  return { alerts: told.alerts, notices: told.notices };
}

async function queue(state: State, notice: Notice, options: AlertOptions): Promise<void> {
  const { project, at, channels } = options;
  const about = [...notice.firing, ...notice.resolved].map(({ fingerprint }) => fingerprint);
  const campaign = `alert ${notice.severity} ${at} ${sha256(about.join()).slice(0, 12)}`;
  const messages = channels.map((channel) => messageOf(notice, channel, options));
  await enqueue(state, messages, { project, campaign, at });
}

function messageOf(notice: Notice, channel: string, { at, words, link }: AlertOptions): NewMessage {
  const shown = ({
    kind,
    object,
    model,
    state,
    value,
    threshold,
    values,
    firstAt,
    fingerprint,
  }: AlertRecord) => ({
    ...{ fingerprint, kind, object, model, state, value, threshold, values, firstAt },
  });
  return {
    ...{
      user: channel,
      channel,
      purpose: 'alert',
      action: 'alert',
      address: null,
      costMinor: 0,
      currency: '',
    },
    ...{ due: at, notAfter: null },
    body: {
      ...{ schema: 1, severity: notice.severity, at, link: link ?? null },
      alerts: [...notice.firing, ...notice.resolved].map(shown),
      text: words(notice),
    },
  };
}
