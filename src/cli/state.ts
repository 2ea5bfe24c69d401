import type { Command } from 'commander';

import { type Forgotten, forgetUsers, personKey } from '../entries/state.js';
import { writeExposures } from '../pipeline/state/exposures-file.js';
import { exportState, importState, userIdsOf } from '../pipeline/state/files.js';
import { withState } from '../pipeline/state/place.js';
import { commandTexts, type Language } from '../pipeline/terminal-texts.js';
import type { AddCommand } from './commands.js';
import { nowMicros } from './environment.js';
import { type CommonFlags, terminalLanguageFlag, withCommonFlags } from './flags.js';
import { placeOf, type StateFlags, withStateFlags } from './state-flags.js';
import { printJson } from './terminal.js';

interface Flags extends CommonFlags, StateFlags {
  readonly lang: Language;
}

const exportExamples = `
Examples:
  $ winback state export --state winback.db --out state.jsonl
  $ winback state export --state postgres://winback@db/winback --password-env PGPASSWORD --out state.jsonl

The file holds one record a line, all of one moment. Only its owner can read it. It is a backup: winback state import
reads it into a new state, of SQLite or PostgreSQL.`;

const importExamples = `
Example:
  $ winback state import state.jsonl --state restored.db

The state must be new. An import that was stopped leaves a state that cannot be used: import again into another.`;

const exposuresExamples = `
Examples:
  $ winback state exposures --state winback.db --experiment coupon --out exposures.parquet
  $ winback state exposures --state postgres://winback@db/winback --password-env PGPASSWORD --out exposures.csv

The columns are distinct_id, event (experiment_exposure), timestamp (UTC), experiment, variant, exp_version, feature_flag_id
and decision_id. They are those that data.events of an experiment looks for: set experiment: experiment there where the file
holds several.`;

const forgetExamples = `
Examples:
  $ openssl rand -hex 32 > person.key
  $ winback state forget --state winback.db --user-file users.txt --key-file person.key

FILE holds one user id a line. Ids become pseudonyms, addresses and texts of messages are removed, and waiting messages are
cancelled. Opt-outs, figures and the audit stay: they name nobody. With --key-file the pseudonym is an HMAC, so that no
campaign contacts a forgotten user twice. Keep the key elsewhere than the state.`;

/** winback state */
export const addState: AddCommand = (program: Command) => {
  const state = program
    .command('state')
    .description('what a running system remembers: export, import, exposures, forget');
  const exporting = state.command('export').description('writes the whole state as JSON lines');
  withStateFlags(exporting).requiredOption('--out <file>', 'file to write').addOption(terminalLanguageFlag());
  withCommonFlags(exporting, 'the number of records', exportExamples).action(exported);
  const importing = state.command('import').argument('<file>', 'what state export wrote');
  withStateFlags(importing.description('reads an export into a new state')).addOption(terminalLanguageFlag());
  withCommonFlags(importing, 'the number of records', importExamples).action(imported);
  const exposing = state
    .command('exposures')
    .description('writes who saw which arm as events that experiment analyze reads');
  withStateFlags(exposing)
    .requiredOption('--out <file>', 'file to write: .csv, .csv.gz, .parquet or .arrow')
    .option('--experiment <name>', 'of this experiment alone')
    .addOption(terminalLanguageFlag());
  withCommonFlags(exposing, 'the number of exposures', exposuresExamples).action(exposures);
  const forgetting = state.command('forget').description('takes persons out of all records');
  withStateFlags(forgetting)
    .requiredOption('--user-file <file>', 'one user id a line')
    .option('--key-file <file>', 'file with the key of pseudonyms and opt-outs')
    .addOption(terminalLanguageFlag());
  withCommonFlags(forgetting, 'what was found and where else to look', forgetExamples).action(forget);
};

async function exported(flags: Flags & { readonly out: string }): Promise<void> {
  const records = await withState(placeOf(flags), { create: false }, (state) =>
    exportState(state, flags.out, nowMicros()),
  );
  if (flags.json === true) printJson({ records, file: flags.out });
  else process.stdout.write(`${commandTexts(flags.lang).state.exported(String(records), flags.out)}\n`);
}

async function imported(file: string, flags: Flags): Promise<void> {
  const records = await withState(placeOf(flags), { create: true }, (state) =>
    importState(state, file, nowMicros()),
  );
  if (flags.json === true) printJson({ records, state: flags.state });
  else process.stdout.write(`${commandTexts(flags.lang).state.imported(String(records), flags.state)}\n`);
}

interface ExposureFlags extends Flags {
  readonly out: string;
  readonly experiment?: string | undefined;
}

async function exposures(flags: ExposureFlags): Promise<void> {
  const { out, experiment = null } = flags;
  const written = await withState(placeOf(flags), { create: false }, (state) =>
    writeExposures(state, out, { experiment, at: nowMicros() }),
  );
  if (flags.json === true) printJson({ exposures: written, file: out });
  else process.stdout.write(`${commandTexts(flags.lang).state.exposures(String(written), out)}\n`);
}

type ForgetFlags = Flags & { readonly userFile: string; readonly keyFile?: string | undefined };

async function forget(flags: ForgetFlags): Promise<void> {
  const ids = await userIdsOf(flags.userFile);
  const { keyFile } = flags;
  const done = await withState(placeOf(flags), { create: false }, async (state) => {
    const key = keyFile === undefined ? null : await personKey(state, keyFile);
    return forgetUsers(state, ids, key, nowMicros());
  });
  if (flags.json === true) printJson(done);
  else process.stdout.write(forgottenText(done, flags.lang));
}

function forgottenText(
  { users, unknown, contacts, exposures: seen, messages, cancelled, elsewhere }: Forgotten,
  lang: Language,
): string {
  const t = commandTexts(lang).state;
  const [found, records] = [
    [users, unknown],
    [contacts, messages, cancelled, seen],
  ].map((list) => list.map(String));
  return [
    t.forgotten(found![0]!, found![1]!),
    t.records(records![0]!, records![1]!, records![2]!),
    t.seen(records![3]!),
    t.elsewhere,
    ...elsewhere.map(({ what, place }) => `  ${t.holdings[what]}: ${place}`),
    ...(elsewhere.some(({ what }) => what === 'events') ? [t.contactedAgain] : []),
    '',
  ].join('\n');
}
