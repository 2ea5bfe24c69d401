import { type Command, Option } from 'commander';

import { WinbackError } from '../base/errors.js';
import { integer } from '../base/options.js';
import { type RunningServer, type ServerOptions, startServer } from '../entries/server.js';
import { readConfig } from '../pipeline/config-file.js';
import { inboundConfig } from '../pipeline/serve/inbound.js';
import { commandTexts, type Language } from '../pipeline/terminal-texts.js';
import {
  endWorker,
  isWorker,
  reportReady,
  type ServerAddresses,
  startWorkers,
  workerNumber,
} from '../server/workers.js';
import type { AddCommand } from './commands.js';
import { terminalLanguageFlag, withCommonFlags } from './flags.js';
import { flagNumber } from './numeric.js';

interface Flags {
  readonly model?: string | undefined;
  readonly registry?: string | undefined;
  readonly name?: string | undefined;
  readonly canary?: string | undefined;
  readonly shadow?: string | undefined;
  readonly host: string;
  readonly port: string;
  readonly adminHost: string;
  readonly adminPort?: string | undefined;
  readonly features?: string | undefined;
  readonly unknownUser: 'refuse' | 'score';
  readonly maxAge: string;
  readonly plan?: string | undefined;
  readonly beyondPlan: 'none' | 'price';
  readonly state?: string | undefined;
  readonly inbound?: string | undefined;
  readonly experiment?: readonly string[] | undefined;
  readonly explain?: boolean | undefined;
  readonly keys?: string | undefined;
  readonly jwtJwks?: string | undefined;
  readonly jwtAudience?: string | undefined;
  readonly jwtIssuer?: string | undefined;
  readonly workers: string;
  readonly errors: 'full' | 'codes';
  readonly poll: string;
  readonly preStop: string;
  readonly grace: string;
  readonly json?: boolean | undefined;
  readonly quiet?: boolean | undefined;
  readonly lang: Language;
}

const examples = `
Examples:
  $ winback serve --model out/churn/model
  $ winback serve --registry registry --canary canary=0.05 --shadow challenger
  $ curl -s localhost:8080/v1/score -H 'content-type: application/json' -d '{"id":"u1","features":{"recency_days":25}}'

It serves until SIGTERM or Ctrl-C; what was asked for by then is answered. Another model takes the place of the served one as
soon as the folder is replaced or the name is promoted; one that cannot be loaded never does. The log goes to stderr, a JSON
document a line. Without keys only this machine may ask.`;

/** winback serve */
export const addServe: AddCommand = (program: Command) => {
  const command = program
    .command('serve')
    .description('scores and decisions over HTTP')
    .option('--model <dir>', 'folder of the stored model; verified before it serves')
    .option('--registry <place>', 'registry (folder, s3:// or oss://) in place of --model')
    .option('--name <name>', 'name in the registry (default: production)')
    .option('--canary <name=share>', 'a name of the registry that scores a share of the users')
    .option('--shadow <name>', 'a name of the registry whose scores are only compared')
    .option('--host <address>', 'address to listen on', '127.0.0.1')
    .option('--port <n>', 'port; 0 = any free one', '8080')
    .option('--admin-host <address>', 'address of the admin listener: metrics, aliases, refresh', '127.0.0.1')
    .option('--admin-port <n>', 'its port (default: the port and 1)')
    .option(
      '--features <file>',
      'features by user, of `winback features pack`; values of a request go before them',
    )
    .addOption(
      new Option(
        '--unknown-user <what>',
        'a user whom that file does not have: 404, or a score without values',
      )
        .choices(['refuse', 'score'])
        .default('refuse'),
    )
    .option('--max-age <hours>', 'age from which answers say that the file is stale', '36')
    .option(
      '--plan <dir>',
      'plan that /v1/decide answers from, made with --for-model and --valid-until, or the days of run daily',
    )
    .addOption(
      new Option(
        '--beyond-plan <what>',
        'a user whom the plan does not have: 404, or what its prices decide while it left money (needs --state)',
      )
        .choices(['none', 'price'])
        .default('none'),
    )
    .option('--state <url>', 'SQLite file or postgres://... whose opt-outs are looked at before every action')
    .option(
      '--inbound <file>',
      'YAML that says whose receipts are taken, and with which key links opt out; it needs --state',
    )
    .option('--experiment <files...>', 'configurations of experiments that it assigns by their hash')
    .option('--explain', 'let /v1/explain/ID say why users have their scores (scope explain)')
    .option('--keys <file>', 'JSON with the digests, scopes and rates of keys')
    .option('--jwt-jwks <place>', 'address or file with the public keys of tokens (JWT)')
    .option('--jwt-audience <name>', 'the audience that tokens must name')
    .option('--jwt-issuer <name>', 'who must have issued them')
    .option('--workers <n>', 'processes that share the port', '1')
    .addOption(
      new Option('--errors <detail>', 'what callers see of an error')
        .choices(['full', 'codes'])
        .default('full'),
    )
    .option('--poll <seconds>', 'how often to look for another model; 0 = never', '5')
    .option('--pre-stop <seconds>', 'how long to take connections after saying that it ends', '0')
    .option('--grace <seconds>', 'how long open connections may take to end', '10')
    .addOption(terminalLanguageFlag());
  withCommonFlags(command, 'the addresses as one line, first of all,', examples).action(serve);
};

async function serve(flags: Flags): Promise<void> {
  const count = integer(1, 256)(flagNumber(flags.workers, '--workers'), '--workers');
  const options = { ...optionsOf(flags, count), ...(await inboundOf(flags)) };
  if (count === 1 || isWorker()) return serveHere(flags, options);
  const { ended } = await startWorkers(count, options.onLog, (addresses) => tell(flags, addresses));
  process.exitCode = await ended;
}

async function serveHere(flags: Flags, options: ServerOptions): Promise<void> {
  const server = await startServer(options).catch((error: unknown) => {
    endWorker();
    throw error;
  });
  const addresses = { listening: server.url, admin: server.adminUrl };
  if (isWorker()) reportReady(addresses);
  else tell(flags, addresses);
  await untilTold(server);
  endWorker();
}

function tell({ json, lang }: Flags, addresses: ServerAddresses): void {
  if (json === true) process.stdout.write(`${JSON.stringify(addresses)}\n`);
  process.stderr.write(`${commandTexts(lang).serve.listening(addresses.listening, addresses.admin)}\n`);
}

function optionsOf(flags: Flags, workers: number): ServerOptions {
  const { model, registry, name, shadow, host, adminHost, adminPort, errors, quiet } = flags;
  return {
    ...{ model, registry, name, shadow, host, adminHost, errors },
    ...{ plan: flags.plan, beyondPlan: flags.beyondPlan, state: flags.state, experiments: flags.experiment },
    explain: flags.explain,
    ...{ features: flags.features, unknownUser: flags.unknownUser },
    maxAgeHours: flagNumber(flags.maxAge, '--max-age'),
    canary: canaryOf(flags.canary),
    port: portOf(flags.port, '--port'),
    adminPort: workerPort(
      adminPort === undefined ? undefined : portOf(adminPort, '--admin-port'),
      flags.port,
    ),
    ...{ keys: flags.keys, jwt: jwtOf(flags), workers },
    pollMs: milliseconds(flags.poll, '--poll'),
    preStopMs: milliseconds(flags.preStop, '--pre-stop'),
    graceMs: milliseconds(flags.grace, '--grace'),
    environment: process.env,
    onLog: quiet === true ? undefined : (line) => process.stderr.write(`${JSON.stringify(line)}\n`),
  };
}

/** @throws WinbackError NOT_FOUND, BAD_CONFIG naming the file and the setting */
async function inboundOf({ inbound }: Flags): Promise<Pick<ServerOptions, 'inbound'>> {
  return inbound === undefined ? {} : { inbound: await readConfig(inbound, inboundConfig) };
}

/** Workers have admin ports one after another. */
function workerPort(given: number | undefined, dataPort: string): number | undefined {
  const first = given ?? (dataPort === '0' ? 0 : portOf(dataPort, '--port') + 1);
  return first === 0 ? 0 : first + workerNumber();
}

function jwtOf({ jwtJwks: jwks, jwtAudience: audience, jwtIssuer: issuer }: Flags): ServerOptions['jwt'] {
  if (jwks === undefined && audience === undefined && issuer === undefined) return undefined;
  if (jwks !== undefined && audience !== undefined) return { jwks, audience, issuer };
  throw new WinbackError('BAD_INPUT', 'tokens need both --jwt-jwks and --jwt-audience');
}

const portOf = (value: string, flag: string): number => integer(0, 65_535)(flagNumber(value, flag), flag);

const milliseconds = (value: string, flag: string): number => Math.round(1000 * flagNumber(value, flag));

function canaryOf(given: string | undefined): ServerOptions['canary'] {
  if (given === undefined) return undefined;
  const [, name = '', share = ''] = /^([^=]+)=(.+)$/.exec(given) ?? [];
  if (name === '') throw new WinbackError('BAD_INPUT', `--canary must be NAME=SHARE, got "${given}"`);
  return { name, share: flagNumber(share, '--canary') };
}

/** Ends the server at SIGTERM or Ctrl-C; a second one ends the process at once. */
async function untilTold(server: RunningServer): Promise<void> {
  const signals = ['SIGTERM', 'SIGINT'] as const;
  await new Promise<void>((resolve) => {
    for (const signal of signals) process.once(signal, () => resolve());
  });
  await server.close();
  for (const signal of signals) process.removeAllListeners(signal);
}
