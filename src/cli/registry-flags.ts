import { existsSync } from 'node:fs';
import { userInfo } from 'node:os';

import type { Command } from 'commander';

import { WinbackError } from '../base/errors.js';
import { isObjectAddress } from '../base/object-address.js';
import { type Deed, openRegistry, type PointerEntry, type Registry } from '../entries/registry.js';
import { commandTexts, type Language } from '../pipeline/terminal-texts.js';
import { nowUtc } from './environment.js';
import { type CommonFlags, terminalLanguageFlag } from './flags.js';
import { abortable, retriesTo } from './terminal.js';

/** The flags of every command about a registry. */
export interface RegistryFlags extends CommonFlags {
  readonly registry: string;
  readonly lang: Language;
}

/** Who and why. */
export interface DeedFlags extends RegistryFlags {
  readonly by?: string | undefined;
  readonly reason?: string | undefined;
}

/** --registry of every command about one. */
export const registryPlace = [
  '--registry <place>',
  'folder, s3://bucket/prefix or oss://bucket/prefix',
] as const;

export const conflictCodes = `

Exit codes: 0 done, 1 somebody else was first: look again, then decide; 2 bad input.`;

/** Adds the flags of what changes a registry. */
export const withDeed = (command: Command): Command =>
  command
    .requiredOption(...registryPlace)
    .option('--by <who>', 'who does it (default: the user of the system)')
    .option('--reason <text>', 'why, for those who read it later')
    .addOption(terminalLanguageFlag());

export const deedOf = ({ by, reason }: DeedFlags): Deed => ({
  now: nowUtc(),
  by: by ?? userInfo().username,
  reason,
});

/** One line for people, on stderr. */
export const say = (line: string): void => void process.stderr.write(`${line}\n`);

/** An entry of a name in one line. */
export function entryText(
  { name, number, digest, kind, at, by, reason }: PointerEntry,
  lang: Language,
): string {
  const t = commandTexts(lang).registry;
  return t.entry(name, String(number), digest, t.kinds[kind], at, by, reason);
}

/**
 * Does `work` with a registry that is there already, stopped by Ctrl-C.
 * @throws WinbackError NOT_FOUND for a folder that is not there: a name with a slip would look like an empty registry
 */
export function inStoredRegistry(
  flags: RegistryFlags,
  work: (registry: Registry) => Promise<void>,
): Promise<void> {
  const { registry } = flags;
  if (!isObjectAddress(registry) && !existsSync(registry))
    throw new WinbackError(
      'NOT_FOUND',
      `there is no registry ${registry}: check the path, or put a first model there with \`winback model publish\``,
    );
  return inRegistry(flags, work);
}

/** Does `work` with the registry of the flags, stopped by Ctrl-C. */
export function inRegistry(
  { registry, lang }: RegistryFlags,
  work: (registry: Registry) => Promise<void>,
): Promise<void> {
  const onRetry = retriesTo(lang);
  return abortable(async (signal) =>
    work(await openRegistry(registry, { environment: process.env, onRetry, signal })),
  );
}
