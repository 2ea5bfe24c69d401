import type { Command } from 'commander';
import { Option } from 'commander';

import { pauseDelivery, resumeDelivery, retryDelivery, suppressAddresses } from '../entries/delivery.js';
import { personKey } from '../entries/state.js';
import { addressesOf } from '../pipeline/deliver/opt-out-file.js';
import { writeReasons } from '../pipeline/deliver/reasons-file.js';
import { withState } from '../pipeline/state/place.js';
import { commandTexts, type Language } from '../pipeline/terminal-texts.js';
import { nowMicros } from './environment.js';
import { type CommonFlags, terminalLanguageFlag, withCommonFlags } from './flags.js';
import { placeOf, type StateFlags, withStateFlags } from './state-flags.js';
import { printJson } from './terminal.js';

interface Flags extends CommonFlags, StateFlags {
  readonly project?: string | undefined;
  readonly lang: Language;
}

const pauseExamples = `
Example:
  $ winback deliver pause july --state winback.db --reason "wrong text"

Nothing more of the campaign is claimed. What is claimed already goes out.`;

const resumeExamples = `
Example:
  $ winback deliver resume july --state winback.db

After the first 100 messages it says that somebody has looked at them.`;

const retryExamples = `
Examples:
  $ winback deliver retry july --state winback.db --dead
  $ winback deliver retry july --state winback.db --unknown

Messages that are dead were refused, or failed six times. Of unknown ones nobody knows whether they were taken: tried again, they
may come twice.`;

const exportExamples = `
Example:
  $ winback deliver export july --state winback.db --out july.csv

One row a user: state and reason. Cells that a spreadsheet would take for a formula begin with an apostrophe.`;

const suppressExamples = `
Example:
  $ winback deliver suppress import opt-outs.txt --state winback.db --key-file person.key --reason complaint --scope all

FILE holds one address a line. Addresses are kept as HMAC under the key. They count for every message that is claimed from now
on. An opt-out that holds for more is never weakened.`;

const named = (deliver: Command, name: string, what: string): Command =>
  withStateFlags(deliver.command(name).argument('<campaign>').description(what))
    .option('--project <name>', 'name of the configuration (default: the only one with the campaign)')
    .addOption(terminalLanguageFlag());

/** Adds `winback deliver pause, resume, retry, export, suppress`. */
export function addChanges(deliver: Command): void {
  const pause = named(deliver, 'pause', 'stops a campaign').requiredOption('--reason <text>', 'why');
  withCommonFlags(pause, 'the campaign', pauseExamples).action(pauseOne);
  const resume = named(deliver, 'resume', 'lets a paused campaign go on');
  withCommonFlags(resume, 'the campaign', resumeExamples).action(resumeOne);
  const retry = named(deliver, 'retry', 'tries messages again')
    .addOption(new Option('--dead', 'those that were given up').conflicts('unknown'))
    .option('--unknown', 'those of which nobody knows whether they were taken');
  withCommonFlags(retry, 'the number of messages', retryExamples).action(retryOne);
  const exporting = named(deliver, 'export', 'writes what became of each user, and why').requiredOption(
    '--out <file>',
    'CSV file to write',
  );
  withCommonFlags(exporting, 'the number of users', exportExamples).action(exportOne);
  const suppress = deliver.command('suppress').description('addresses that want no messages');
  const importing = suppress
    .command('import')
    .argument('<file>', 'one address a line')
    .description('keeps opt-outs');
  withStateFlags(importing)
    .requiredOption('--key-file <file>', 'file with the key of pseudonyms and opt-outs')
    .requiredOption('--reason <text>', 'why')
    .addOption(
      new Option('--scope <scope>', 'what they hold for').choices(['marketing', 'all']).default('marketing'),
    )
    .option('--channel <name>', 'for this channel alone (default: every channel)')
    .addOption(terminalLanguageFlag());
  withCommonFlags(importing, 'the counts', suppressExamples).action(importOptOuts);
}

const handOf = (campaign: string, { project }: Flags) => ({ project, campaign, at: nowMicros() });

async function pauseOne(campaign: string, flags: Flags & { readonly reason: string }): Promise<void> {
  const hand = handOf(campaign, flags);
  const done = await withState(placeOf(flags), { create: false }, (state) =>
    pauseDelivery(state, hand, flags.reason),
  );
  if (flags.json === true) printJson(done);
  else process.stdout.write(`${commandTexts(flags.lang).deliver.paused(campaign, flags.reason)}\n`);
}

async function resumeOne(campaign: string, flags: Flags): Promise<void> {
  const hand = handOf(campaign, flags);
  const done = await withState(placeOf(flags), { create: false }, (state) => resumeDelivery(state, hand));
  if (flags.json === true) printJson(done);
  else process.stdout.write(`${commandTexts(flags.lang).deliver.resumed(campaign)}\n`);
}

async function retryOne(
  campaign: string,
  flags: Flags & { readonly unknown?: boolean | undefined },
): Promise<void> {
  const hand = handOf(campaign, flags);
  const what = flags.unknown === true ? 'unknown' : 'dead';
  const messages = await withState(placeOf(flags), { create: false }, (state) =>
    retryDelivery(state, hand, what),
  );
  if (flags.json === true) printJson({ campaign, state: what, messages });
  else process.stdout.write(`${commandTexts(flags.lang).deliver.retried(campaign, String(messages))}\n`);
}

async function exportOne(campaign: string, flags: Flags & { readonly out: string }): Promise<void> {
  const { out, project } = flags;
  const users = await withState(placeOf(flags), { create: false }, (state) =>
    writeReasons(state, out, { project, campaign }),
  );
  if (flags.json === true) printJson({ campaign, users, file: out });
  else process.stdout.write(`${commandTexts(flags.lang).deliver.exported(String(users), out)}\n`);
}

interface SuppressFlags extends Flags {
  readonly keyFile: string;
  readonly reason: string;
  readonly scope: 'marketing' | 'all';
  readonly channel?: string | undefined;
}

async function importOptOuts(file: string, flags: SuppressFlags): Promise<void> {
  const addresses = await addressesOf(file);
  const { keyFile, reason, scope, channel } = flags;
  const changed = await withState(placeOf(flags), { create: true }, async (state) => {
    const key = await personKey(state, keyFile);
    return suppressAddresses(state, addresses, { key, reason, scope, channel, at: nowMicros() });
  });
  if (flags.json === true) printJson({ addresses: addresses.length, changed });
  else
    process.stdout.write(
      `${commandTexts(flags.lang).deliver.optedOut(String(addresses.length), String(changed))}\n`,
    );
}
