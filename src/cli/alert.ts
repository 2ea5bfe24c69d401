import type { Command } from 'commander';

import { ensure, WinbackError } from '../base/errors.js';
import { acknowledgeAlert, checkRuns, muteAlert } from '../entries/delivery.js';
import type { AlertRecord } from '../entries/state.js';
import { testChannels } from '../pipeline/alerts/test-channels.js';
import { alertLine } from '../pipeline/alerts/words.js';
import { withState } from '../pipeline/state/place.js';
import { commandTexts, type Language } from '../pipeline/terminal-texts.js';
import type { AddCommand } from './commands.js';
import { nowMicros } from './environment.js';
import { exitCode } from './exit-code.js';
import { type CommonFlags, terminalLanguageFlag, withCommonFlags } from './flags.js';
import { placeOf, type StateFlags, withStateFlags } from './state-flags.js';
import { printJson } from './terminal.js';

interface Flags extends CommonFlags, StateFlags {
  readonly lang: Language;
}

const listExamples = `
Examples:
  $ winback alert list --state winback.db
  $ winback alert list --state winback.db --all --json`;

const ackExamples = `
Example:
  $ winback alert ack 3f0c --state winback.db --by li

FINGERPRINT is the beginning of what winback alert list shows. The alarm is not told again until it is over and comes back.`;

const muteExamples = `
Example:
  $ winback alert mute 3f0c --state winback.db --until 2026-02-24 --reason "Spring Festival"

TIME is a day (its begin in UTC) or a time such as 2026-02-24T08:00:00+08:00.`;

const testExamples = `
Example:
  $ winback alert test --config winback.yaml

Sends one message to every channel of the section daily.alerts. Exit codes: 0 all took it, 1 one did not, 2 bad input.`;

/** winback alert */
export const addAlert: AddCommand = (program: Command) => {
  const alert = program.command('alert').description('alarms: list, take note, mute, test the channels');
  const list = alert.command('list').description('the alarms that are not over');
  withStateFlags(list).option('--all', 'also those that are over').addOption(terminalLanguageFlag());
  withCommonFlags(list, 'the alarms', listExamples).action(listAlerts);
  const ack = alert.command('ack').argument('<fingerprint>').description('takes note of an alarm');
  withStateFlags(ack)
    .option('--by <name>', 'who (default: the user of the system)')
    .addOption(terminalLanguageFlag());
  withCommonFlags(ack, 'the alarm', ackExamples).action(acknowledge);
  const mute = alert
    .command('mute')
    .argument('<fingerprint>')
    .description('keeps an alarm silent until a time');
  withStateFlags(mute)
    .requiredOption('--until <time>', 'when it may speak again')
    .requiredOption('--reason <text>', 'why')
    .addOption(terminalLanguageFlag());
  withCommonFlags(mute, 'the alarm', muteExamples).action(muteOne);
  const test = alert.command('test').description('sends a test message to every channel');
  test
    .requiredOption('--config <file>', 'configuration with a section daily.alerts')
    .addOption(terminalLanguageFlag());
  withCommonFlags(test, 'what each channel said', testExamples).action(testAll);
};

async function listAlerts(flags: Flags & { readonly all?: boolean | undefined }): Promise<void> {
  const every = await withState(placeOf(flags), { create: false }, async (state) => {
    await checkRuns(state, nowMicros());
    return state.list('alert');
  });
  const alerts = flags.all === true ? every : every.filter(({ state }) => state !== 'resolved');
  if (flags.json === true) printJson({ alerts });
  else for (const alert of alerts) print(alert, flags.lang);
}

function print(alert: AlertRecord, lang: Language): void {
  const t = commandTexts(lang).alert;
  const marks = [
    ...(alert.ackBy === null ? [] : [t.ack(alert.ackBy)]),
    ...(alert.mutedUntil === null ? [] : [t.muted(timeOf(alert.mutedUntil), alert.mutedReason ?? '')]),
    ...(alert.flapping ? [t.flapping] : []),
    ...(alert.inhibitedBy === null ? [] : [t.explained(alert.inhibitedBy.slice(0, 8))]),
  ];
  const line = `${alert.fingerprint.slice(0, 8)} ${timeOf(alert.firstAt)} ${alertLine(alert, lang)}`;
  process.stdout.write(`${[line, ...marks].join('; ')}\n`);
}

const timeOf = (micros: number): string =>
  new Date(micros / 1000).toISOString().slice(0, 16).replace('T', ' ');

async function acknowledge(
  fingerprint: string,
  flags: Flags & { readonly by?: string | undefined },
): Promise<void> {
  const by = flags.by ?? process.env['USER'] ?? 'command line';
  const done = (state: Parameters<typeof acknowledgeAlert>[0]) =>
    acknowledgeAlert(state, fingerprint, by, nowMicros());
  shown(await withState(placeOf(flags), { create: false }, done), flags);
}

async function muteOne(
  fingerprint: string,
  flags: Flags & { readonly until: string; readonly reason: string },
): Promise<void> {
  const until = Date.parse(flags.until) * 1000;
  ensure(
    Number.isFinite(until),
    `--until must be a day or a time such as 2026-02-24T08:00:00+08:00, got "${flags.until}"`,
  );
  if (until <= nowMicros()) throw new WinbackError('BAD_INPUT', `--until ${flags.until} has passed`);
  const done = (state: Parameters<typeof muteAlert>[0]) => muteAlert(state, fingerprint, until, flags.reason);
  shown(await withState(placeOf(flags), { create: false }, done), flags);
}

function shown(alert: AlertRecord, flags: Flags): void {
  if (flags.json === true) printJson(alert);
  else print(alert, flags.lang);
}

async function testAll(
  flags: CommonFlags & { readonly config: string; readonly lang: Language },
): Promise<void> {
  const channels = await testChannels(flags.config, process.env, () => nowMicros() / 1000);
  const t = commandTexts(flags.lang).alert;
  if (flags.json === true) printJson({ channels });
  else
    for (const { name, ok, reason } of channels)
      process.stdout.write(`${ok ? t.took(name) : t.failed(name, reason)}\n`);
  if (channels.some(({ ok }) => !ok)) process.exitCode = exitCode.gateFailed;
}
