import { availableParallelism } from 'node:os';

import type { Complete } from '../base/complete.js';
import { WinbackError } from '../base/errors.js';
import {
  flag,
  integer,
  listOf,
  oneOf,
  optional,
  positive,
  requireKeys,
  resolveOptions,
  strictlyBetween,
  text,
} from '../base/options.js';
import { requireShape } from '../base/shape.js';
import { isLoopbackName } from './access/loopback.js';
import type { TokenOptions } from './access/tokens.js';
import { type Limits, usualLimits } from './http/in-flight.js';
import type { Plain, ResolvedServerOptions, ServerLimits, ServerOptions } from './options.js';

const port = integer(0, 65_535);
const longest = 3_600_000;

/** @throws WinbackError BAD_INPUT naming the option */
export function serverOptions(given: ServerOptions): ResolvedServerOptions {
  requireShape(given, 'options', 'object');
  requireKeys(given, 'options', {
    ...{ model: true, registry: true, name: true, canary: true, shadow: true, host: true, port: true },
    ...{ adminHost: true, adminPort: true, limits: true, errors: true, pollMs: true, preStopMs: true },
    ...{ graceMs: true, logSample: true, onLog: true, environment: true },
    ...{ keys: true, jwt: true, workers: true, features: true, unknownUser: true, maxAgeHours: true },
    ...{
      staleFails: true,
      plan: true,
      beyondPlan: true,
      state: true,
      experiments: true,
      inbound: true,
      explain: true,
    },
  });
  const { canary, jwt, limits, onLog, environment, inbound, ...rest } = given;
  const dataPort = optional(port, 8080)(given.port, 'port');
  const options = resolveOptions<Omit<ResolvedServerOptions, Plain>>('options', rest, {
    ...{ model: optional(text, null), registry: optional(text, null), shadow: optional(text, null) },
    ...{ name: optional(text, 'production'), host: optional(text, '127.0.0.1'), port: () => dataPort },
    ...{ adminHost: optional(text, '127.0.0.1') },
    ...{ features: optional(text, null), unknownUser: optional(oneOf('refuse', 'score'), 'refuse') },
    ...{ plan: optional(text, null), state: optional(text, null) },
    beyondPlan: optional(oneOf('none', 'price'), 'none'),
    experiments: optional(listOf(text), []),
    explain: optional(flag, false),
    ...{ maxAgeHours: optional(positive, 36), staleFails: optional(flag, false) },
    ...{ keys: optional(text, null), workers: optional(integer(1, 256), 1) },
    adminPort: optional(port, dataPort === 0 ? 0 : Math.min(dataPort + 1, 65_535)),
    errors: optional(oneOf('full', 'codes'), 'full'),
    pollMs: optional(integer(0, longest), 5000),
    preStopMs: optional(integer(0, longest), 0),
    graceMs: optional(integer(0, longest), 10_000),
    logSample: optional(share, 0.01),
  });
  if ((options.model === null) === (options.registry === null))
    throw new WinbackError('BAD_INPUT', 'serve needs a model: give either model or registry');
  if (options.model !== null && (canary !== undefined || options.shadow !== null))
    throw new WinbackError(
      'BAD_INPUT',
      'canary and shadow are names of a registry: give registry in place of model',
    );
  if (options.beyondPlan === 'price' && (options.plan === null || options.state === null))
    throw new WinbackError(
      'BAD_INPUT',
      'beyondPlan: price needs a plan, whose prices decide, and a state, which counts what they spend',
    );
  return {
    ...options,
    canary: canaryOf(canary),
    jwt: jwtOf(jwt),
    limits: limitsOf(limits),
    onLog: onLog ?? (() => undefined),
    environment,
    inbound: inbound ?? null,
  };
}

const share = (value: unknown, name: string): number => {
  if (typeof value === 'number' && value >= 0 && value <= 1) return value;
  throw new WinbackError('BAD_INPUT', `${name} must be from 0 to 1`);
};

function canaryOf(given: ServerOptions['canary']): ResolvedServerOptions['canary'] {
  if (given === undefined) return null;
  return resolveOptions<{ name: string; share: number }>('canary', given, {
    name: text,
    share: strictlyBetween(0, 1),
  });
}

function jwtOf(given: TokenOptions | undefined): TokenOptions | null {
  if (given === undefined) return null;
  return resolveOptions<Complete<Omit<TokenOptions, 'issuer'>> & Pick<TokenOptions, 'issuer'>>('jwt', given, {
    ...{ jwks: text, audience: text, issuer: optional(text, undefined) },
  });
}

const most = integer(1, 2 ** 30);

function limitsOf(given: ServerLimits | undefined): Limits {
  const { requests, rows, timeoutMs, jsonRows, jsonBytes, arrowBytes } = usualLimits;
  return resolveOptions<Limits>('limits', given, {
    ...{ requests: optional(most, requests), rows: optional(most, rows) },
    scorings: optional(integer(1, 1024), Math.max(1, availableParallelism() - 1)),
    timeoutMs: optional(integer(1, longest), timeoutMs),
    ...{ jsonRows: optional(most, jsonRows), jsonBytes: optional(most, jsonBytes) },
    arrowBytes: optional(most, arrowBytes),
  });
}

/** @throws WinbackError BAD_INPUT where others than this machine could ask without a key */
export function requireKeysBeyondLoopback(host: string, name: string, isGuarded: boolean): void {
  if (isGuarded || isLoopbackName(host)) return;
  throw new WinbackError(
    'BAD_INPUT',
    `${name} ${host} can be reached from other machines: give keys or jwt, or listen on 127.0.0.1`,
  );
}
