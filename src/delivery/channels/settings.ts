import type { Check } from '../../base/options.js';
import { text } from '../../base/options.js';
import { receiverUrl } from './http/address.js';

/** The URL of a receiver. Whether it may be private is checked when the channel is opened. */
export const requiredUrl: Check<string> = (value, name) => receiverUrl(text(value, name), name, true).href;

/** A URL, or the usual one. @param usual the address of the provider */
export const optionalUrl =
  (usual: string): Check<string> =>
  (value, name) =>
    requiredUrl(value ?? usual, name);
