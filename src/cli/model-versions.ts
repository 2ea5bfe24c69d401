import type { Command } from 'commander';

import type { RegisteredVersion } from '../entries/registry.js';
import { commandTexts, type Language } from '../pipeline/terminal-texts.js';
import { terminalLanguageFlag, withCommonFlags } from './flags.js';
import { flagNumber } from './numeric.js';
import {
  conflictCodes,
  type DeedFlags,
  deedOf,
  entryText,
  inRegistry,
  inStoredRegistry,
  type RegistryFlags,
  registryPlace,
  say,
  withDeed,
} from './registry-flags.js';
import { printJson } from './terminal.js';

interface ExpireFlags extends DeedFlags {
  readonly keepEntries?: string | undefined;
  readonly keepDays?: string | undefined;
  readonly dryRun?: boolean | undefined;
}

/** winback model publish, list, expire */
export function addModelVersions(model: Command): void {
  addPublish(model);
  addList(model);
  addExpire(model);
}

function addPublish(model: Command): void {
  const command = withDeed(
    model
      .command('publish')
      .argument('<dir>', 'folder of the model')
      .description('puts a stored model into a registry; the same model again is the same version'),
  ).option('--promote <name>', 'let this name point to it as well, such as production');
  const examples = `
Examples:
  $ winback model publish out/churn/model --registry registry --reason 'trained on March'
  $ winback model publish out/churn/model --registry s3://models/churn --promote shadow`;
  withCommonFlags(command, 'what was published', examples + conflictCodes).action(publish);
}

async function publish(
  folder: string,
  flags: DeedFlags & { readonly promote?: string | undefined },
): Promise<void> {
  await inRegistry(flags, async (registry) => {
    const published = await registry.publish(folder, deedOf(flags));
    const pointed =
      flags.promote === undefined
        ? null
        : await registry.promote(published.digest, { ...deedOf(flags), name: flags.promote });
    const t = commandTexts(flags.lang).registry;
    if (flags.json === true)
      printJson({ registry: registry.name, ...published, entry: pointed?.entry ?? null });
    say(
      published.isNew
        ? t.published(published.digest, registry.name)
        : t.there(published.digest, registry.name),
    );
    if (pointed !== null) say(entryText(pointed.entry, flags.lang));
  });
}

function addList(model: Command): void {
  const command = model
    .command('list')
    .description(
      'the versions of a registry: windows, training, figures, who, why, and which names point to them',
    )
    .requiredOption(...registryPlace)
    .addOption(terminalLanguageFlag());
  const examples = `
Examples:
  $ winback model list --registry registry
  $ winback model list --registry s3://models/churn --json`;
  withCommonFlags(command, 'the versions', examples).action(list);
}

async function list(flags: RegistryFlags): Promise<void> {
  await inStoredRegistry(flags, async (registry) => {
    const versions = await registry.versions();
    if (flags.json === true) {
      printJson({ registry: registry.name, versions });
      return;
    }
    for (const version of versions) process.stdout.write(`${versionText(version, flags.lang)}\n`);
    if (versions.length === 0) say(commandTexts(flags.lang).registry.empty(registry.name));
  });
}

function versionText(version: RegisteredVersion, lang: Language): string {
  const t = commandTexts(lang).registry;
  const { name, digest, pointers, publication } = version;
  const { training, metrics, featureVersion } = version.manifest;
  const { at, by, reason, previous } = publication;
  return [
    `${name}${pointers.length === 0 ? '' : `  <- ${pointers.join(', ')}`}`,
    t.digest(digest),
    t.trained(training.from ?? '-', training.to ?? '-', String(training.rows)),
    t.figures(metrics.auc.toFixed(4), metrics.prAuc.toFixed(4), metrics.brier.toFixed(4)),
    t.features(featureVersion?.slice(0, 12) ?? '-'),
    t.came(at, by, reason, previous?.slice(0, 12) ?? '-'),
  ].join('\n  ');
}

function addExpire(model: Command): void {
  const command = withDeed(
    model
      .command('expire')
      .description('removes versions that no name has pointed to for long, and what killed publishers left'),
  )
    .option('--keep-entries <n>', 'keep what the last n entries of each name point to (default: 50)')
    .option('--keep-days <n>', 'keep what came in the last n days (default: 1)')
    .option('--dry-run', 'only tell what would be removed');
  const examples = `
Examples:
  $ winback model expire --registry registry --dry-run
  $ winback model expire --registry s3://models/churn --keep-entries 20 --keep-days 30`;
  withCommonFlags(command, 'what was removed', examples).action(expire);
}

async function expire(flags: ExpireFlags): Promise<void> {
  const { keepEntries, keepDays, dryRun } = flags;
  await inStoredRegistry(flags, async (registry) => {
    const expired = await registry.expire(deedOf(flags), {
      keepEntries: keepEntries === undefined ? undefined : flagNumber(keepEntries, '--keep-entries'),
      keepDays: keepDays === undefined ? undefined : flagNumber(keepDays, '--keep-days'),
      dryRun,
    });
    if (flags.json === true) printJson({ registry: registry.name, dryRun: dryRun === true, ...expired });
    const { removed, leftovers, kept, bytes } = expired;
    const t = commandTexts(flags.lang).registry;
    const counts = [String(removed.length), String(leftovers.length), String(kept), String(bytes)] as const;
    say(dryRun === true ? t.wouldExpire(...counts) : t.expired(...counts));
  });
}
