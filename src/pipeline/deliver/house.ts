import path from 'node:path';

import { WinbackError } from '../../base/errors.js';
import { handoverChannel } from '../../delivery/channels/handover.js';
import { openDeliveryChannel } from '../../delivery/channels/open.js';
import type { Channel } from '../../delivery/outbox/channel.js';
import { openState } from '../../state/open.js';
import { type PersonKey, personKey } from '../../state/person.js';
import type { State } from '../../state/state.js';
import type { Environment } from '../../stores/secrets.js';
import { audienceFilesChannel } from './audience-files.js';
import type { DeliverConfig } from './config.js';

/** Where a configuration's deliveries stand, and what they are worked on with. */
export interface House {
  readonly config: DeliverConfig;
  /** Folder that paths of the configuration start from. */
  readonly root: string;
  readonly environment?: Environment | undefined;
  /** This moment, microseconds since 1970. */
  readonly now: () => number;
}

/** An open house. */
export interface OpenHouse extends House {
  readonly state: State;
  readonly key: PersonKey | null;
}

/** Runs `work` with the state and the key of a configuration. @throws WinbackError as openState and personKey */
export async function withHouse<T>(house: House, work: (open: OpenHouse) => Promise<T>): Promise<T> {
  const { root, environment, config } = house;
  const { keyFile, state: url } = config.delivery;
  const state = await openState(url, { places: { root, environment } });
  try {
    const key = keyFile === null ? null : await personKey(state, keyFile, { root, environment });
    return await work({ ...house, state, key });
  } finally {
    await state.close();
  }
}

/** The channel that writes files for others to send. Its name is not that of the daily run, whose folder is another one. */
export const filesChannel = 'files';

/** Whether messages of a channel reach users at once. */
export const isLive = (channel: string): boolean => channel !== filesChannel;

/** @throws WinbackError NOT_FOUND naming the channels there are */
export function requireChannel({ config }: House, name: string): void {
  const known = [filesChannel, ...config.delivery.channels.map((one) => one.name)];
  if (known.includes(name)) return;
  const names = known.join(', ');
  throw new WinbackError('NOT_FOUND', `the configuration has no channel "${name}" (there are: ${names})`);
}

/** A channel of a configuration. Secrets of others are not looked for. @throws WinbackError NOT_FOUND naming those there are */
export async function channelOf(house: OpenHouse, name: string): Promise<Channel> {
  const { config, root, environment, state, key, now } = house;
  const { files, filesFormat, channels } = config.delivery;
  if (name === filesChannel) {
    if (filesFormat === null) return handoverChannel(path.resolve(root, files), filesChannel);
    return audienceFilesChannel(filesChannel, files, filesFormat, { root, environment });
  }
  requireChannel(house, name);
  const found = channels.find((one) => one.name === name)!;
  return openDeliveryChannel(state, found, { places: { root, environment }, key, now: () => now() / 1000 });
}
