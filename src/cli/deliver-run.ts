import { hostname } from 'node:os';
import path from 'node:path';

import type { Command } from 'commander';

import { ensure } from '../base/errors.js';
import { between } from '../base/options.js';
import { readConfig } from '../pipeline/config-file.js';
import { deliverConfig } from '../pipeline/deliver/config.js';
import { type DeliveryForecast, forecast } from '../pipeline/deliver/forecast.js';
import { withHouse } from '../pipeline/deliver/house.js';
import { type DeliveriesRun, runDeliveries } from '../pipeline/deliver/run.js';
import { commandTexts, type Language } from '../pipeline/terminal-texts.js';
import { deliveryStatusLine } from './deliver-text.js';
import { nowMicros } from './environment.js';
import { exitCode } from './exit-code.js';
import { type CommonFlags, terminalLanguageFlag, withCommonFlags } from './flags.js';
import { flagNumber } from './numeric.js';
import { abortable, ProgressBar, printJson } from './terminal.js';

interface Flags extends CommonFlags {
  readonly config: string;
  readonly campaign?: string | undefined;
  readonly approve?: string | undefined;
  readonly by?: string | undefined;
  readonly live?: boolean | undefined;
  readonly afterFirstBatch?: boolean | undefined;
  readonly dryRun?: boolean | undefined;
  readonly wait: string;
  readonly lang: Language;
}

const examples = `
Examples:
  $ winback deliver run --config winback.yaml --dry-run
  $ winback deliver run --config winback.yaml --approve july --by li
  $ winback deliver run --config winback.yaml --approve july --live
  $ winback deliver run --config winback.yaml --live --after-first-batch

Sends what is due of every approved campaign. A campaign whose messages go to users needs --live, and pauses after its first 100
messages until somebody has looked at them. --dry-run changes nothing: it counts who would be sent to and why others would not,
the cost, and the hours that the limits need.

Exit codes: 0 done, 1 some messages are unknown or dead: winback deliver export, 2 bad input.`;

/** Adds `winback deliver run`. */
export function addRunDeliveries(deliver: Command): void {
  const command = deliver
    .command('run')
    .description('sends what is due, under all rules of this moment')
    .requiredOption('--config <file>', 'configuration with name and a section `delivery`')
    .option('--campaign <name>', 'this one alone (default: every campaign of the configuration)')
    .option('--approve <name>', 'approves this campaign, and sends it')
    .option('--by <name>', 'who approves (default: the user of the system)')
    .option('--live', 'messages may go to users')
    .option('--after-first-batch', 'the first messages were looked at: the others may go out')
    .option('--dry-run', 'counts what would be sent, and changes nothing')
    .option('--wait <seconds>', 'longest wait for limits and pauses', '60')
    .addOption(terminalLanguageFlag());
  withCommonFlags(command, 'what was sent and what waits', examples).action(run);
}

async function run(flags: Flags): Promise<void> {
  ensure(
    flags.approve === undefined || flags.campaign === undefined || flags.approve === flags.campaign,
    '--approve and --campaign name two campaigns: give one of them',
  );
  const config = await readConfig(flags.config, deliverConfig);
  const house = { config, root: path.dirname(flags.config), environment: process.env, now: nowMicros };
  const campaign = flags.approve ?? flags.campaign;
  if (flags.dryRun === true) {
    const found = await withHouse(house, (open) => forecast(open, campaign));
    if (flags.json === true) printJson({ campaigns: found });
    else process.stdout.write(forecastText(found, flags.lang));
    return;
  }
  const progress = new ProgressBar(flags.quiet === true, flags.lang);
  const approveBy =
    flags.approve === undefined ? undefined : (flags.by ?? process.env['USER'] ?? 'command line');
  const { live = false, afterFirstBatch = false } = flags;
  const options = {
    ...{ campaign, approveBy, live, afterFirstBatch, monotonic: () => performance.now() },
    by: `${hostname()} ${process.pid} ${nowMicros()}`,
    longestWaitSeconds: between(0, 86_400)(flagNumber(flags.wait, '--wait'), '--wait'),
    onProgress: progress.update,
  };
  const done = await abortable((signal) =>
    withHouse(house, (open) => runDeliveries(open, { ...options, signal })),
  ).finally(() => progress.end());
  if (flags.json === true) printJson(done);
  else process.stdout.write(runText(done, flags.lang));
  const open = done.deliveries.some(({ states }) => (states.unknown ?? 0) + (states.dead ?? 0) > 0);
  if (open) process.exitCode = exitCode.gateFailed;
}

function forecastText(found: readonly DeliveryForecast[], lang: Language): string {
  const t = commandTexts(lang).deliver;
  const lines = found.flatMap(({ campaign, queued, sendable, hours, costMinor, others }) => [
    t.forecast(campaign, String(queued), String(sendable), hours.toFixed(1)),
    ...Object.entries(costMinor).map(([currency, cost]) => `  ${t.cost(currency, String(cost))}`),
    ...Object.entries(others).map(([why, count]) => `  ${why}: ${count}`),
  ]);
  return lines.map((line) => `${line}\n`).join('');
}

function runText(
  { deliveries, skipped, next, recovered, clockJumps }: DeliveriesRun,
  lang: Language,
): string {
  const t = commandTexts(lang).deliver;
  const lines = [
    ...deliveries.map((one) => deliveryStatusLine(one, lang)),
    ...skipped.map(({ campaign, reason }) => t.skipped(campaign, t.skips[reason])),
    ...(recovered > 0 ? [t.recovered(String(recovered))] : []),
    ...(clockJumps > 0 ? [t.clockJumps(String(clockJumps))] : []),
    ...(next === null ? [] : [t.next(next)]),
  ];
  return lines.map((line) => `${line}\n`).join('');
}
