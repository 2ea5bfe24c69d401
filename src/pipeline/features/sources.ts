import path from 'node:path';

import { WinbackError } from '../../base/errors.js';
import { isObjectAddress } from '../../base/object-address.js';
import type { Check } from '../../base/options.js';
import { isServer, withoutStore } from '../../features/store-section.js';
import { churnConfig, type EventChurnConfig } from '../churn/config.js';

/** Newer files in place of the configuration's own; they start from the working directory. */
export interface NewerFiles {
  readonly events?: readonly string[] | undefined;
  readonly attributes?: string | undefined;
}

const resolved = (file: string): string => (isObjectAddress(file) ? file : path.resolve(file));

/** A churn configuration with events. @throws WinbackError BAD_INPUT for a prepared table */
export const eventChurnConfig: Check<EventChurnConfig> = (value, name) => {
  const config = churnConfig(value, name);
  if (config.kind === 'events') return config;
  throw new WinbackError('BAD_INPUT', 'describes a prepared table: features are built from events');
};

/** @throws WinbackError BAD_INPUT for attributes where the configuration has none */
export function withFiles(config: EventChurnConfig, { events, attributes }: NewerFiles): EventChurnConfig {
  const source = events?.map(resolved) ?? config.events.source;
  // Files in place of a server have no table and no password.
  const isReplaced = events !== undefined && config.events.source.some(isServer);
  const newer = { ...config, events: { ...config.events, ...(isReplaced ? withoutStore : {}), source } };
  if (attributes === undefined) return newer;
  if (config.attributes === undefined)
    throw new WinbackError('BAD_INPUT', 'attributes: the configuration has no attributes');
  const none = config.attributes.source.some(isServer) ? withoutStore : {};
  return { ...newer, attributes: { ...config.attributes, ...none, source: [resolved(attributes)] } };
}
