import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import { ensure, WinbackError } from '../../base/errors.js';
import type { OnProgress } from '../../base/progress.js';
import { removeOldAddresses } from '../../delivery/campaigns/retention.js';
import { approveDelivery, resumeDelivery, startDelivery } from '../../delivery/campaigns/steps.js';
import type { Channel } from '../../delivery/outbox/channel.js';
import { type Dispatched, dispatch } from '../../delivery/outbox/dispatch.js';
import { type DeliveryStatus, deliveryStatus } from '../../delivery/outbox/status.js';
import { queryRows } from '../../state/reads.js';
import type { DeliveryRecord } from '../../state/records/delivery.js';
import { Fence } from './fence.js';
import { channelOf, isLive, type OpenHouse } from './house.js';

/** How deliveries are run. */
export interface RunDeliveriesOptions {
  /** Only this campaign. @default all that are approved, running or waiting */
  readonly campaign?: string | undefined;
  /** Approves `campaign` first, in this name. @default no approval */
  readonly approveBy?: string | undefined;
  /** Whether messages may go to users. @default false: files only */
  readonly live: boolean;
  /** Somebody has looked at the first messages. @default false */
  readonly afterFirstBatch: boolean;
  /** Name of this dispatcher, another for each that runs. */
  readonly by: string;
  /** Longest wait for limits and pauses, seconds: what needs a longer one is left to a later run. */
  readonly longestWaitSeconds: number;
  /** A clock that nobody sets, milliseconds. */
  readonly monotonic: () => number;
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: OnProgress | undefined;
}

/** What a run of deliveries did. */
export interface DeliveriesRun {
  /** Messages by what was done to them. */
  readonly events: Dispatched['events'];
  /** Messages whose claim had ended without a result. */
  readonly recovered: number;
  /** Campaigns that were left alone, and why. */
  readonly skipped: readonly {
    readonly campaign: string;
    readonly reason: 'not approved' | 'paused' | 'not live';
  }[];
  /** When more can be sent, ISO 8601; null where nothing waits. */
  readonly next: string | null;
  /** How often the clock was found to have been set. */
  readonly clockJumps: number;
  /** Where the messages of these campaigns stand now. */
  readonly deliveries: readonly DeliveryStatus[];
}

/**
 * Sends what is due of the campaigns of a configuration, and waits for limits as long as it may.
 * @throws WinbackError BAD_INPUT for a campaign that may not be sent, or a state that is older than its last sending
 */
export async function runDeliveries(house: OpenHouse, options: RunDeliveriesOptions): Promise<DeliveriesRun> {
  const fence = new Fence(house.state, path.resolve(house.root, house.config.delivery.fence));
  await fence.check();
  const { ready, skipped } = await prepared(house, options);
  const work = new Work(house, options, fence);
  let next = await work.round(ready);
  while (next !== null && next - house.now() <= options.longestWaitSeconds * 1e6) {
    // A moment that is over already is no reason to ask without a pause.
    await sleep(Math.max(20, (next - house.now()) / 1000), undefined, { signal: options.signal }).catch(
      () => undefined,
    );
    if (options.signal?.aborted === true)
      throw new WinbackError('ABORTED', 'the delivery was stopped while it waited');
    next = await work.round(ready);
  }
  const { name, delivery } = house.config;
  await removeOldAddresses(house.state, name, delivery.retainDays, house.now());
  const all = await deliveryStatus(house.state);
  const names = new Set([
    ...ready.map(({ campaign }) => campaign),
    ...skipped.map(({ campaign }) => campaign),
  ]);
  const deliveries = all.filter((one) => one.project === house.config.name && names.has(one.campaign));
  return {
    ...work.done,
    skipped,
    next: next === null ? null : new Date(next / 1000).toISOString(),
    deliveries,
  };
}

type Skipped = DeliveriesRun['skipped'];

/** Approves, starts and resumes as far as the options allow. */
async function prepared(
  house: OpenHouse,
  options: RunDeliveriesOptions,
): Promise<{ readonly ready: readonly DeliveryRecord[]; readonly skipped: Skipped }> {
  const { state, config, now } = house;
  const { campaign, approveBy } = options;
  if (approveBy !== undefined)
    await approveDelivery(state, { ...named(house, campaign), at: now() }, approveBy);
  const all = await state.list('delivery', { where: { project: config.name } });
  const meant = all.filter((one) => campaign === undefined || one.campaign === campaign);
  if (campaign !== undefined && meant.length === 0)
    await startDelivery(state, { ...named(house, campaign), at: now() }, false);
  const ready: DeliveryRecord[] = [];
  const skipped: { campaign: string; reason: Skipped[number]['reason'] }[] = [];
  for (const one of meant.filter((delivery) => delivery.state !== 'done')) {
    const reason = campaign === undefined ? whyNot(one, options) : null;
    if (reason === null) ready.push(await started(house, one, options));
    else skipped.push({ campaign: one.campaign, reason });
  }
  return { ready, skipped };
}

const named = ({ config }: OpenHouse, campaign: string | undefined) => {
  ensure(campaign !== undefined, 'an approval needs the name of a campaign');
  return { project: config.name, campaign };
};

/** Why a campaign that was not named is left alone; null where it may be sent. */
function whyNot(
  { state, channel, reason }: DeliveryRecord,
  options: RunDeliveriesOptions,
): Skipped[number]['reason'] | null {
  if (state === 'draft') return 'not approved';
  if (state === 'paused' && !(options.afterFirstBatch && reason === 'first batch')) return 'paused';
  return isLive(channel) && !options.live ? 'not live' : null;
}

async function started(
  { state, now }: OpenHouse,
  { project, campaign, channel, reason, state: stands }: DeliveryRecord,
  { live, afterFirstBatch }: RunDeliveriesOptions,
): Promise<DeliveryRecord> {
  if (isLive(channel) && !live)
    throw new WinbackError(
      'BAD_INPUT',
      `campaign ${campaign} goes to users through ${channel}: give --live to send it`,
    );
  const hand = { project, campaign, at: now() };
  if (afterFirstBatch && stands === 'paused' && reason === 'first batch') return resumeDelivery(state, hand);
  return startDelivery(state, hand, isLive(channel));
}

const nextDue = `SELECT min("due") AS "due" FROM winback_message
  WHERE "state" = 'queued' AND "project" = ? AND "channel" = ? AND "campaign" = ?`;

// Of a dispatcher that was killed, messages are taken back once its claim has ended.
const nextLease = `SELECT min("lease_until") AS "due" FROM winback_message
  WHERE "state" = 'sending' AND "project" = ? AND "channel" = ? AND "campaign" = ?`;

class Work {
  readonly done: { events: Record<string, number>; recovered: number; clockJumps: number } = {
    ...{ events: {}, recovered: 0, clockJumps: 0 },
  };
  readonly #house: OpenHouse;
  readonly #options: RunDeliveriesOptions;
  readonly #fence: Fence;
  readonly #channels = new Map<string, Channel>();

  constructor(house: OpenHouse, options: RunDeliveriesOptions, fence: Fence) {
    this.#house = house;
    this.#options = options;
    this.#fence = fence;
  }

  /** Sends what is due of each campaign. @returns when there is more, microseconds; null for never */
  async round(campaigns: readonly DeliveryRecord[]): Promise<number | null> {
    const moments: number[] = [];
    for (const { project, campaign, channel } of campaigns) {
      this.#options.onProgress?.({ stage: 'deliver', done: this.#sent(), total: null, detail: campaign });
      const { until } = await this.#dispatch(campaign, await this.#channel(channel));
      const [now] = await this.#house.state.list('delivery', { where: { project, campaign } });
      if (now?.state !== 'running') continue;
      const due = await this.#soonest(nextDue, [project, channel, campaign]);
      const lease = await this.#soonest(nextLease, [project, channel, campaign]);
      if (due !== null) moments.push(Math.max(due, until ?? 0));
      if (lease !== null) moments.push(lease + 1);
    }
    return moments.length === 0 ? null : Math.min(...moments);
  }

  async #soonest(sql: string, campaign: readonly string[]): Promise<number | null> {
    const [row] = await queryRows(this.#house.state, sql, campaign);
    const due = row?.['due'] ?? null;
    return due === null ? null : Number(due);
  }

  async #dispatch(campaign: string, channel: Channel): Promise<Dispatched> {
    const { state, config, now } = this.#house;
    const { by, monotonic, signal } = this.#options;
    const common = { project: config.name, zone: config.delivery.zone, campaign, now, by, monotonic, signal };
    const done = await dispatch(state, channel, { ...common, onClaim: () => this.#fence.note() });
    for (const [event, count] of Object.entries(done.events))
      this.done.events[event] = (this.done.events[event] ?? 0) + count;
    this.done.recovered += done.recovered;
    this.done.clockJumps += done.clockJumps;
    return done;
  }

  async #channel(name: string): Promise<Channel> {
    const channel = this.#channels.get(name) ?? (await channelOf(this.#house, name));
    this.#channels.set(name, channel);
    return channel;
  }

  #sent(): number {
    return this.done.events['accepted'] ?? 0;
  }
}
