import type { Command } from 'commander';

import { deliveryStatus, verifyDelivery } from '../entries/delivery.js';
import { withState } from '../pipeline/state/place.js';
import { commandTexts, type Language } from '../pipeline/terminal-texts.js';
import type { AddCommand } from './commands.js';
import { addChanges } from './deliver-change.js';
import { addCouponCommands } from './deliver-coupons.js';
import { addEnqueue } from './deliver-enqueue.js';
import { addRunDeliveries } from './deliver-run.js';
import { deliveryStatusLine } from './deliver-text.js';
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
    .description('campaigns to users: queue, send under rules, look at, prove');
  addEnqueue(deliver);
  addRunDeliveries(deliver);
  const status = deliver.command('status').description('messages by campaign, channel and state');
  withStateFlags(status).addOption(terminalLanguageFlag());
  withCommonFlags(status, 'the counts', statusExamples).action(showStatus);
  addChanges(deliver);
  addCouponCommands(deliver);
  const verify = deliver.command('verify').description('recomputes the outbox from its audit');
  withStateFlags(verify).addOption(terminalLanguageFlag());
  withCommonFlags(verify, 'the findings', verifyExamples).action(verifyOutbox);
};

async function showStatus(flags: Flags): Promise<void> {
  const [deliveries, campaigns] = await withState(
    placeOf(flags),
    { create: false },
    async (state) => [await deliveryStatus(state), await state.list('delivery')] as const,
  );
  if (flags.json === true) printJson({ deliveries, campaigns });
  else process.stdout.write(deliveries.map((one) => `${deliveryStatusLine(one, flags.lang)}\n`).join(''));
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
    for (const name of found.wrongCampaigns) process.stdout.write(`${t.wrongCampaign(name)}\n`);
    if (faultCount > faults.length)
      process.stdout.write(`${t.moreFaults(String(faultCount - faults.length))}\n`);
  }
  if (!found.ok) process.exitCode = exitCode.gateFailed;
}
