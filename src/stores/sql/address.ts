import { isIP } from 'node:net';

/** Whether a certificate has to be for an address, which some clients cannot ask for. */
export const isAddress = (name: string): boolean => isIP(name) !== 0;
