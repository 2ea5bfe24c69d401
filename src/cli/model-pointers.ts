import type { Command } from 'commander';

import type { Registry } from '../entries/registry.js';
import { commandTexts } from '../pipeline/terminal-texts.js';
import { terminalLanguageFlag, withCommonFlags } from './flags.js';
import { flagNumber } from './numeric.js';
import {
  conflictCodes,
  type DeedFlags,
  deedOf,
  entryText,
  inStoredRegistry,
  type RegistryFlags,
  registryPlace,
  say,
  withDeed,
} from './registry-flags.js';
import { printJson } from './terminal.js';

interface ChangeFlags extends DeedFlags {
  readonly name: string;
  readonly base?: string | undefined;
  readonly force?: boolean | undefined;
}

/** winback model promote, rollback, status */
export function addModelPointers(model: Command): void {
  addPromote(model);
  addRollback(model);
  addStatus(model);
}

function addPromote(model: Command): void {
  const command = withChange(
    model
      .command('promote')
      .argument('<version>', 'digest, its first 8 digits or more, or the name that `list` shows')
      .description('lets a name point to a version'),
  );
  const examples = `
Examples:
  $ winback model promote 2026-03-01-12065d3 --registry registry --reason 'AUC 0.81 on April'
  $ winback model promote 61da0f2f --registry s3://models/churn --name canary --base 4`;
  withCommonFlags(command, 'the new entry', examples + conflictCodes).action(
    (version: string, flags: ChangeFlags) =>
      change(flags, (registry, step) => registry.promote(version, step)),
  );
}

function addRollback(model: Command): void {
  const command = withChange(
    model
      .command('rollback')
      .description('lets a name point to the version before: one write; again goes back one more'),
  );
  const examples = `
Examples:
  $ winback model rollback --registry registry --reason 'scores drift'
  $ winback model rollback --registry s3://models/churn --name shadow --force`;
  withCommonFlags(command, 'the new entry', examples + conflictCodes).action((flags: ChangeFlags) =>
    change(flags, (registry, step) => registry.rollback(step)),
  );
}

type Step = Parameters<Registry['rollback']>[0];

async function change(
  flags: ChangeFlags,
  work: (registry: Registry, step: Step) => ReturnType<Registry['rollback']>,
): Promise<void> {
  const base = flags.base === undefined ? {} : { base: baseOf(flags.base) };
  await inStoredRegistry(flags, async (registry) => {
    const { entry, changed } = await work(registry, {
      ...{ ...deedOf(flags), ...base },
      ...{ name: flags.name, force: flags.force },
    });
    if (flags.json === true) printJson({ registry: registry.name, changed, entry });
    say(
      changed
        ? entryText(entry, flags.lang)
        : commandTexts(flags.lang).registry.unchanged(entry.name, entry.digest),
    );
  });
}

/** `none` for a name that points nowhere yet. */
const baseOf = (given: string): number | null => (given === 'none' ? null : flagNumber(given, '--base'));

function addStatus(model: Command): void {
  const command = model
    .command('status')
    .description('where each name of a registry points, since when, who and why')
    .requiredOption(...registryPlace)
    .option('--history <name>', 'every entry of this name, the first one first')
    .addOption(terminalLanguageFlag());
  const examples = `
Examples:
  $ winback model status --registry registry
  $ winback model status --registry s3://models/churn --history production --json`;
  withCommonFlags(command, 'where the names point', examples).action(status);
}

async function status(flags: RegistryFlags & { readonly history?: string | undefined }): Promise<void> {
  await inStoredRegistry(flags, async (registry) => {
    const { history: name } = flags;
    const found = await registry.status();
    const entries = name === undefined ? found.pointers : await registry.history(name);
    if (flags.json === true) printJson(name === undefined ? found : { ...found, history: entries });
    else for (const entry of entries) process.stdout.write(`${entryText(entry, flags.lang)}\n`);
    const t = commandTexts(flags.lang).registry;
    say(t.holds(registry.name, String(found.versions)));
    if (found.incomplete > 0) say(t.incomplete(String(found.incomplete)));
  });
}

const withChange = (command: Command): Command =>
  withDeed(command)
    .option('--name <name>', 'name that points to a version', 'production')
    .option(
      '--base <number>',
      'entry that the decision was based on, as `status` shows it; none for a new name',
    )
    .option('--force', 'change it wherever it points now');
