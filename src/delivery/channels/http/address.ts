import { lookup as systemLookup } from 'node:dns';
import { BlockList, isIP, type LookupFunction } from 'node:net';

import { WinbackError } from '../../../base/errors.js';
import { isLoopback } from '../../../stores/connection-url.js';

/** Addresses that only this machine or a network of one's own can reach (RFC 6890), and those that are no machine. */
const privateRanges: readonly (readonly [string, number, 'ipv4' | 'ipv6'])[] = [
  ['0.0.0.0', 8, 'ipv4'],
  ['10.0.0.0', 8, 'ipv4'],
  ['100.64.0.0', 10, 'ipv4'],
  ['127.0.0.0', 8, 'ipv4'],
  ['169.254.0.0', 16, 'ipv4'],
  ['172.16.0.0', 12, 'ipv4'],
  ['192.0.0.0', 24, 'ipv4'],
  ['192.168.0.0', 16, 'ipv4'],
  ['198.18.0.0', 15, 'ipv4'],
  ['224.0.0.0', 3, 'ipv4'],
  ['::', 127, 'ipv6'],
  ['64:ff9b::', 96, 'ipv6'],
  ['2002::', 16, 'ipv6'],
  ['fc00::', 7, 'ipv6'],
  ['fe80::', 10, 'ipv6'],
  ['ff00::', 8, 'ipv6'],
];

const blocked = new BlockList();
for (const [start, bits, family] of privateRanges) blocked.addSubnet(start, bits, family);

/** Whether an IP address is one that the internet does not reach. An IPv4 address inside an IPv6 one counts as itself. */
export const isPrivateAddress = (address: string): boolean =>
  blocked.check(address, isIP(address) === 6 ? 'ipv6' : 'ipv4');

/** Code of the error of a connection that was not made since its address is private. */
export const privateAddressCode = 'WINBACK_PRIVATE_ADDRESS';

const refused = (host: string): NodeJS.ErrnoException =>
  Object.assign(new Error(`${host} is a private address`), { code: privateAddressCode });

/**
 * Looks a name up and refuses it where any of its addresses is private. The connection is made to the addresses that were
 * looked at: a name that changes its mind meanwhile reaches nothing else.
 */
export const publicLookup: LookupFunction = (host, options, callback) => {
  systemLookup(host, { ...options, all: true }, (error, addresses) => {
    if (error !== null) callback(error, '', 0);
    else if (addresses.some(({ address }) => isPrivateAddress(address))) callback(refused(host), '', 0);
    else if (options.all === true) callback(null, addresses);
    else callback(null, addresses[0]!.address, addresses[0]!.family);
  });
};

const hostOf = ({ hostname }: URL): string => hostname.replace(/^\[(.*)\]$/, '$1');

/** Whether a URL names this machine or a private address; what a name leads to is seen when it is looked up. */
export function isPrivateHost(url: URL): boolean {
  const host = hostOf(url);
  return isLoopback(host) || (isIP(host) !== 0 && isPrivateAddress(host));
}

/**
 * The address of a receiver. What is sent there is encrypted, unless it stays on this machine.
 * @param url what the configuration says
 * @param name option that messages name
 * @param allowPrivate whether the receiver may stand in a private network
 * @throws WinbackError BAD_INPUT
 */
export function receiverUrl(url: string, name: string, allowPrivate: boolean): URL {
  if (!URL.canParse(url)) throw new WinbackError('BAD_INPUT', `${name} holds no URL`);
  const parsed = new URL(url);
  const isSafe = parsed.protocol === 'https:' || (parsed.protocol === 'http:' && isLoopback(hostOf(parsed)));
  if (!isSafe)
    throw new WinbackError('BAD_INPUT', `${name} must begin with https://, since messages name persons`);
  if (parsed.username !== '' || parsed.password !== '')
    throw new WinbackError(
      'BAD_INPUT',
      `${name} must not hold a user or a password, since configurations are shared and logged`,
    );
  if (!allowPrivate && isPrivateHost(parsed))
    throw new WinbackError(
      'BAD_INPUT',
      `${name} is a private address: where the receiver stands in your own network, write allowPrivate: true`,
    );
  return parsed;
}
