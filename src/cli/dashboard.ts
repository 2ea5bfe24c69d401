import { readFile } from 'node:fs/promises';

import type { Command } from 'commander';

import { ensure, WinbackError } from '../base/errors.js';
import { integer } from '../base/options.js';
import { writeDefinition } from '../dashboard/definition.js';
import { exportDashboard } from '../dashboard/export.js';
import { serveDashboard } from '../dashboard/server/serve.js';
import { withState } from '../pipeline/state/place.js';
import { commandTexts, type Language } from '../pipeline/terminal-texts.js';
import type { AddCommand } from './commands.js';
import { nowMicros } from './environment.js';
import { type CommonFlags, languageFlag, withCommonFlags } from './flags.js';
import { flagNumber } from './numeric.js';
import { placeOf, withStateFlags } from './state-flags.js';
import { printJson } from './terminal.js';

interface Flags extends CommonFlags {
  readonly state?: string | undefined;
  readonly passwordEnv?: string | undefined;
  readonly passwordFile?: string | undefined;
  readonly port: string;
  readonly host: string;
  readonly name?: readonly string[] | undefined;
  readonly tokenFile?: string | undefined;
  readonly export?: string | undefined;
  readonly definition?: string | undefined;
  readonly project?: string | undefined;
  readonly from?: string | undefined;
  readonly to?: string | undefined;
  readonly lang: Language;
}

const examples = `
Examples:
  $ winback dashboard --state winback.db
  $ winback dashboard --state postgres://winback@db/winback --password-env PGPASSWORD --port 8081
  $ winback dashboard --state winback.db --host 0.0.0.0 --name monitor.example.com --token-file token
  $ winback dashboard --state winback.db --export out/dashboard
  $ winback dashboard --definition out/grafana

The page can only be read, and shows sums and shares of at least 10 users. Without --token-file it listens on this machine alone;
with one it is opened as URL/?token=TOKEN. --export writes a folder that opens from disk without a network. --definition writes
SQL views over the state, one a panel, and a Grafana board that uses them.`;

/** winback dashboard */
export const addDashboard: AddCommand = (program: Command) => {
  const command = program
    .command('dashboard')
    .description('the state as a web page, as a folder, or as SQL views');
  withStateFlags(command, 'optional')
    .option('--port <n>', 'port; 0: any free one', '8090')
    .option('--host <address>', 'address to listen on', '127.0.0.1')
    .option('--name <host...>', 'further names under which the page is opened, such as that of a proxy')
    .option('--token-file <file>', 'file with the token that readers must know')
    .option('--export <dir>', 'write the page into a folder instead')
    .option('--definition <dir>', 'write SQL views and a Grafana board instead')
    .option('--project <name>', 'with --export: the configuration (default: the first)')
    .option('--from <day>', 'with --export: first day (default: 60 days)')
    .option('--to <day>', 'with --export: last day (default: the newest)')
    .addOption(languageFlag());
  withCommonFlags(command, 'where it listens, or the files', examples).action(dashboard);
};

async function dashboard(flags: Flags): Promise<void> {
  const { definition, export: folder, state } = flags;
  ensure(definition === undefined || folder === undefined, 'give --export or --definition, not both');
  if (definition !== undefined)
    return written(definition, await writeDefinition(definition, flags.lang), flags);
  if (state === undefined)
    throw new WinbackError(
      'BAD_INPUT',
      '--state is missing: the SQLite file or postgres://user@host/database to show',
    );
  const place = placeOf({ ...flags, state });
  if (folder === undefined) return withState(place, { create: false }, (open) => served(open, flags));
  const { project, from, to, lang: language } = flags;
  const options = { query: { project, from, to }, language, now: nowMicros() };
  const files = await withState(place, { create: false }, (open) =>
    exportDashboard(folder, { ...options, state: open }),
  );
  written(folder, files, flags);
}

function written(folder: string, files: readonly string[], { json, lang }: Flags): void {
  if (json === true) printJson({ folder, files });
  else process.stdout.write(`${commandTexts(lang).dashboard.written(folder, files.join(', '))}\n`);
}

/** Serves until the process is asked to end. */
async function served(state: Parameters<typeof serveDashboard>[0]['state'], flags: Flags): Promise<void> {
  const { host, name = [], lang: language, json } = flags;
  const port = integer(0, 65_535)(flagNumber(flags.port, '--port'), '--port');
  const token = await tokenOf(flags);
  const site = await serveDashboard({ state, port, host, names: name, token, language, now: nowMicros });
  if (json === true) printJson({ listening: site.url });
  else
    process.stdout.write(
      `${commandTexts(language).dashboard.listening(token === null ? site.url : `${site.url}?token=TOKEN`)}\n`,
    );
  await asked();
  await site.close();
}

async function tokenOf({ tokenFile }: Flags): Promise<string | null> {
  if (tokenFile === undefined) return null;
  try {
    return (await readFile(tokenFile, 'utf8')).trim();
  } catch (cause) {
    throw new WinbackError('NOT_FOUND', `--token-file ${tokenFile} cannot be read`, { cause });
  }
}

/** Ends when Ctrl-C or SIGTERM asks for it; a second one ends the process as the system would. */
function asked(): Promise<void> {
  return new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => resolve());
  });
}
