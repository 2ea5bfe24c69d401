import type { Command } from 'commander';

import { type DeliveryStatus, deliveryStatus, verifyDelivery } from '../entries/delivery.js';
import { withState } from '../pipeline/state/place.js';
import { commandTexts, type Language } from '../pipeline/terminal-texts.js';
import type { AddCommand } from './commands.js';
import { exitCode } from './exit-code.js';
import { type CommonFlags, terminalLanguageFlag, withCommonFlags } from './flags.js';
import { placeOf, type StateFlags, withStateFlags } from './state-flags.js';
import { printJson } from './terminal.js';

interface Flags extends CommonFlags, StateFlags {
  readonly lang: Language;
}

const statusExamples = `
Example:
  $ winback deliver status --state winback.db`;

const verifyExamples = `
Example:
  $ winback deliver verify --state winback.db --json

Recomputes the state of every message from the audit, and the audit's chain of hashes. Exit codes: 0 all as it was done,
1 something differs, 2 bad input.`;

/** winback deliver */
export const addDeliver: AddCommand = (program: Command) => {
  const deliver = program
    .command('deliver')
    .description('the outbox: where messages stand, and whether that is true');
  const status = deliver.command('status').description('messages by campaign, channel and state');
  withStateFlags(status).addOption(terminalLanguageFlag());
  withCommonFlags(status, 'the counts', statusExamples).action(showStatus);
  const verify = deliver.command('verify').description('recomputes the outbox from its audit');
  withStateFlags(verify).addOption(terminalLanguageFlag());
  withCommonFlags(verify, 'the findings', verifyExamples).action(verifyOutbox);
};

async function showStatus(flags: Flags): Promise<void> {
  const deliveries = await withState(placeOf(flags), { create: false }, deliveryStatus);
  if (flags.json === true) printJson({ deliveries });
  else process.stdout.write(deliveries.map((one) => `${statusLine(one, flags.lang)}\n`).join(''));
}

function statusLine({ project, campaign, channel, planned, states }: DeliveryStatus, lang: Language): string {
  const t = commandTexts(lang).deliver;
  const counts = Object.entries(states).map(([state, n]) => `${t.states[state as keyof typeof states]} ${n}`);
  return t.status([project, campaign, channel].join(' / '), String(planned), counts.join(', '));
}

async function verifyOutbox(flags: Flags): Promise<void> {
  const found = await withState(placeOf(flags), { create: false }, verifyDelivery);
  const t = commandTexts(flags.lang).deliver;
  if (flags.json === true) printJson(found);
  else {
    const { audit, messages, faults, faultCount } = found;
    process.stdout.write(`${t.verified(String(messages), String(audit.entries), audit.head)}\n`);
    if (audit.firstWrong !== null) process.stdout.write(`${t.chain(String(audit.firstWrong))}\n`);
    for (const { message, problem } of faults)
      process.stdout.write(`${t.fault(String(message), t.problems[problem])}\n`);
    if (faultCount > faults.length)
      process.stdout.write(`${t.moreFaults(String(faultCount - faults.length))}\n`);
  }
  if (!found.ok) process.exitCode = exitCode.gateFailed;
}
