import path from 'node:path';

import { type Command, Option } from 'commander';

import { ensure } from '../base/errors.js';
import { readConfig } from '../pipeline/config-file.js';
import { deliverConfig } from '../pipeline/deliver/config.js';
import { enqueueList, type QueuedCampaign } from '../pipeline/deliver/enqueue.js';
import { filesChannel, withHouse } from '../pipeline/deliver/house.js';
import { commandTexts, type Language } from '../pipeline/terminal-texts.js';
import { nowMicros } from './environment.js';
import { type CommonFlags, terminalLanguageFlag, withCommonFlags } from './flags.js';
import { abortable, ProgressBar, printJson } from './terminal.js';

interface Flags extends CommonFlags {
  readonly config: string;
  readonly list: string;
  readonly campaign: string;
  readonly channel: string;
  readonly purpose: 'marketing' | 'transactional';
  readonly template?: string | undefined;
  readonly notBefore?: string | undefined;
  readonly notAfter?: string | undefined;
  readonly user: string;
  readonly action: string;
  readonly cost?: string | undefined;
  readonly address?: string | undefined;
  readonly zone?: string | undefined;
  readonly consent?: string | undefined;
  readonly properties?: string | undefined;
  readonly lang: Language;
}

const examples = `
Examples:
  $ winback deliver enqueue --config winback.yaml --list out/plan/churn_users.csv --campaign july --cost cost --consent assumed
  $ winback deliver enqueue --config winback.yaml --list july.csv --campaign july --channel sms --address phone \\
      --consent sms_consent --zone time_zone --template SMS_0001 --properties name,code --not-after 2026-07-31T18:00:00+08:00

The campaign waits for an approval: winback deliver run --approve july. The same list again changes nothing; another list needs
another name. Users without consent or address are kept as suppressed, so that nobody is missing without a reason. Quiet hours
and caps are those of the section delivery, and hold for marketing.`;

/** Adds `winback deliver enqueue`. */
export function addEnqueue(deliver: Command): void {
  const command = deliver
    .command('enqueue')
    .description('queues the users of a list as a campaign')
    .requiredOption('--config <file>', 'configuration with name and a section `delivery`')
    .requiredOption('--list <file>', '.csv, .parquet or .arrow with one row a user')
    .requiredOption('--campaign <name>', 'name of the campaign: it contacts a user once')
    .option('--channel <name>', 'where to', filesChannel)
    .addOption(
      new Option('--purpose <purpose>', 'limits of contacts hold for marketing')
        .choices(['marketing', 'transactional'])
        .default('marketing'),
    )
    .option('--template <name>', 'template at the provider')
    .option('--not-before <time>', 'nothing is sent before, such as 2026-07-01T09:00:00+08:00')
    .option('--not-after <time>', 'nothing is sent after')
    .option('--user <column>', 'column with the id', 'user_id')
    .option('--action <column>', 'column with what the user is given', 'action')
    .option(
      '--cost <column>',
      'column with the cost, in the currency of the configuration (default: no cost)',
    )
    .option('--address <column>', 'column with phone, mail or device token (default: the channel needs none)')
    .option(
      '--zone <column>',
      'column with the IANA zone of the user (default: the zone of the configuration)',
    )
    .option(
      '--consent <column>',
      'column that says yes, true or 1; `assumed` where the house has the consent of all',
    )
    .option('--properties <columns>', 'columns that the template wants, with commas between them')
    .addOption(terminalLanguageFlag());
  withCommonFlags(command, 'the counts', examples).action(enqueue);
}

async function enqueue(flags: Flags): Promise<void> {
  const consent = flags.consent ?? (flags.purpose === 'transactional' ? 'assumed' : undefined);
  ensure(
    consent !== undefined,
    'marketing needs consent: give `--consent COLUMN`, or `--consent assumed` where the house has the consent of all',
  );
  const config = await readConfig(flags.config, deliverConfig);
  const { user, action, cost = null, address = null, zone = null, properties = '' } = flags;
  const names = properties.split(',').flatMap((name) => (name.trim() === '' ? [] : [name.trim()]));
  const columns = { user, action, cost, address, zone, consent, properties: names };
  const times = {
    notBefore: momentOf(flags.notBefore, '--not-before'),
    notAfter: momentOf(flags.notAfter, '--not-after'),
  };
  const { list, campaign, channel, purpose, template = null } = flags;
  const progress = new ProgressBar(flags.quiet === true, flags.lang);
  const house = { config, root: path.dirname(flags.config), environment: process.env, now: nowMicros };
  const what = { list, campaign, channel, purpose, template, columns, ...times, onProgress: progress.update };
  const done = await abortable((signal) =>
    withHouse(house, (open) => enqueueList(open, { ...what, signal })),
  ).finally(() => progress.end());
  if (flags.json === true) printJson({ campaign, ...done });
  else process.stdout.write(enqueuedText(campaign, done, flags.lang));
}

function enqueuedText(
  campaign: string,
  { queued, known, suppressed }: QueuedCampaign,
  lang: Language,
): string {
  const t = commandTexts(lang).deliver;
  const reasons = Object.entries(suppressed);
  const left = reasons.reduce((sum, [, count]) => sum + count, 0);
  return [
    t.enqueued(campaign, String(queued), String(known)),
    ...(left > 0 ? [t.enqueuedSuppressed(String(left))] : []),
    ...reasons.map(([reason, count]) => `  ${reason}: ${count}`),
  ]
    .map((line) => `${line}\n`)
    .join('');
}

/** Date.parse takes 30 February for 2 March. */
const isDay = (day: string): boolean => new Date(`${day}T00:00:00Z`).toJSON()?.slice(0, 10) === day;

/** A moment of a flag, microseconds since 1970; null where it is not given. @throws WinbackError BAD_INPUT */
function momentOf(given: string | undefined, flag: string): number | null {
  if (given === undefined) return null;
  const moment = Date.parse(given) * 1000;
  ensure(
    Number.isFinite(moment) && /T.*(Z|[+-]\d{2}:?\d{2})$/.test(given) && isDay(given.slice(0, 10)),
    `${flag} must be a time with its offset such as 2026-07-01T09:00:00+08:00, got "${given}"`,
  );
  return moment;
}
