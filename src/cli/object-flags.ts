import path from 'node:path';

import type { Command } from 'commander';

import { addressText, isObjectAddress, objectAddress } from '../base/object-address.js';

import { WinbackError } from '../index.js';

/** What of each command may be in an object store; anything else is of this machine. */
const taken: Readonly<Record<string, readonly string[]>> = {
  init: ['events', 'attributes'],
  churn: ['out'],
  features: ['events', 'attributes', 'output'],
  score: ['input', 'output'],
  drift: ['input'],
  plan: ['scores', 'out'],
  'plan verify': ['scores', 'dir'],
  'experiment analyze': ['out', 'register'],
  'experiment register': ['register'],
};

/** Options of several commands that are no files: a registry and a state say themselves what they take. */
const anywhere: readonly string[] = ['registry', 'state'];

const isAddress = (value: unknown): boolean => typeof value === 'string' && isObjectAddress(value);

/**
 * Refuses an address of an object store where a command would take it for a folder called "s3:".
 * @throws WinbackError BAD_INPUT naming the option and the remedy
 */
export function requireLocalFiles(command: Command): void {
  const known = [...anywhere, ...(taken[nameOf(command)] ?? [])];
  const flags = Object.entries(command.optsWithGlobals() as Record<string, unknown>);
  const given = [
    ...flags.map(([name, value]) => ({ name, shown: `--${dashed(name)}`, value })),
    ...command.registeredArguments.map((argument, i) => {
      return { name: argument.name(), shown: `<${argument.name()}>`, value: command.args[i] };
    }),
  ];
  const wrong = given.find(({ name, value }) => !known.includes(name) && [value].flat().some(isAddress));
  if (wrong === undefined) return;
  throw new WinbackError(
    'BAD_INPUT',
    `${wrong.shown} takes a file or folder of this machine, and no address of an object store: copy it first, or afterwards`,
  );
}

/** Name behind `winback`, such as `plan verify`. */
function nameOf(command: Command): string {
  const { parent } = command;
  return parent === null || parent.parent === null ? command.name() : `${nameOf(parent)} ${command.name()}`;
}

/** A file of an output, as a reader finds it. */
export function outputIn(out: string, file: string): string {
  if (!isAddress(out)) return path.join(out, file);
  const { key, ...address } = objectAddress(out, 'out');
  return addressText({ ...address, key: path.posix.join(key, file) });
}

const dashed = (name: string): string => name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
