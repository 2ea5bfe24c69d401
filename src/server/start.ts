import type { AddressInfo } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';

import type { FastifyInstance } from 'fastify';

import { WinbackError } from '../base/errors.js';
import type { ModelStatus } from '../entries/client.js';
import { openState } from '../entries/state.js';
import { ServedExperiments } from '../pipeline/serve/experiments.js';
import { PlanSlot } from '../pipeline/serve/plan-slot.js';
import { Access } from './access/access.js';
import { gaugesOf } from './gauges.js';
import { newApp } from './http/app.js';
import { Arriving } from './http/arriving.js';
import { fail } from './http/failure.js';
import { InFlight, tooSlow } from './http/in-flight.js';
import { Lifecycle } from './http/lifecycle.js';
import { RequestLog } from './log.js';
import { Metrics } from './metrics.js';
import { requireKeysBeyondLoopback, serverOptions } from './option-checks.js';
import type { ResolvedServerOptions, ServerOptions } from './options.js';
import { callerSources, modelsOf, registryOf, stateWork, tableOf } from './parts.js';
import { ModelPoll } from './poll.js';
import { adminRoutes, dataRoutes } from './routes/all.js';
import type { Service } from './service.js';

/** A server that runs. */
export interface RunningServer {
  /** Address of the data listener, such as `http://127.0.0.1:8080`. */
  readonly url: string;
  /** Address of the admin listener. */
  readonly adminUrl: string;
  /** What it serves now. */
  models(): readonly ModelStatus[];
  /** Looks at once whether another model stands at the source. @throws WinbackError where that cannot be served */
  refresh(): Promise<void>;
  /** Ends it: what was asked for is answered first. Twice is fine. */
  close(): Promise<void>;
}

/**
 * Serves scores over HTTP.
 * @param options the model, addresses, limits
 * @throws WinbackError BAD_INPUT naming the option; NOT_FOUND, TAMPERED, BAD_MODEL where no model can be served; IO where the
 *   port is taken
 *
 * @example
 * ```ts
 * import { startServer } from 'winback/server';
 *
 * const server = await startServer({ model: 'out/model', port: 0 });
 * const body = JSON.stringify({ id: 'u1', features: { recency_days: 25 } });
 * const headers = { 'content-type': 'application/json' };
 * const answer = await fetch(`${server.url}/v1/score`, { method: 'POST', headers, body });
 * answer.status; // 200
 * await server.close();
 * ```
 */
export async function startServer(options: ServerOptions): Promise<RunningServer> {
  const resolved = serverOptions(options);
  const access = new Access(callerSources(resolved));
  requireKeysBeyondLoopback(resolved.host, 'host', access.isGuarded);
  requireKeysBeyondLoopback(resolved.adminHost, 'adminHost', access.isGuarded);
  await access.reload();
  const registry = await registryOf(resolved);
  const table = tableOf(resolved);
  const models = await modelsOf(resolved, registry, table);
  try {
    await table?.slot.refresh(models.production.current);
    const plan = resolved.plan === null ? null : new PlanSlot(resolved.plan);
    await plan?.refresh();
    const state = resolved.state === null ? null : await openState(resolved.state, { create: false });
    const experiments = await ServedExperiments.open(resolved.experiments, state);
    const kept = { experiments, ...(await stateWork(state, resolved)) };
    const service = await serviceOf(resolved, { models, access, registry, table, plan, ...kept });
    return await serve(service, resolved, () => state?.close());
  } catch (error) {
    models.close();
    table?.slot.close();
    throw error;
  }
}

async function serviceOf(
  options: ResolvedServerOptions,
  given: Pick<
    Service,
    | 'models'
    | 'access'
    | 'registry'
    | 'table'
    | 'plan'
    | 'optOuts'
    | 'exposures'
    | 'beyondPlan'
    | 'experiments'
    | 'inbound'
  >,
): Promise<Service> {
  const clock = (): number => performance.now();
  const inFlight = new InFlight(options.limits, clock);
  const lifecycle = new Lifecycle();
  const log = new RequestLog(options.onLog, Date.now, options.logSample);
  const metrics = await Metrics.create(gaugesOf({ ...given, inFlight }, Date.now));
  return {
    ...{ ...given, inFlight, arriving: new Arriving(clock), lifecycle, metrics, log, clock },
    ...{ errors: options.errors, explains: options.explain, now: Date.now },
  };
}

async function serve(
  service: Service,
  options: ResolvedServerOptions,
  closeState: () => Promise<void> | undefined,
): Promise<RunningServer> {
  const data = await newApp(service);
  const admin = await newApp(service);
  const poll = new ModelPoll(service, options.pollMs);
  dataRoutes(data, service);
  adminRoutes(admin, service, poll);
  const url = await listen(data, options.host, options.port);
  const adminUrl = await listen(admin, options.adminHost, options.adminPort, true).catch(
    async (error: unknown) => {
      await data.close();
      throw error;
    },
  );
  poll.start();
  service.arriving.watch((request, reply) => fail(service, tooSlow(), request, reply));
  let closing: Promise<void> | null = null;
  const close = async (): Promise<void> => {
    poll.stop();
    service.log.event('draining');
    await service.lifecycle.drain(options, (ms) => wait(ms));
    service.arriving.stop();
    service.models.close();
    service.table?.slot.close();
    await closeState();
    service.log.event('closed');
  };
  return {
    ...{ url, adminUrl },
    models: () => service.models.status(),
    refresh: () => poll.refresh(),
    close: () => {
      closing ??= close();
      return closing;
    },
  };
}

async function listen(app: FastifyInstance, host: string, port: number, exclusive = false): Promise<string> {
  try {
    // Workers share the data port; each has an admin port of its own, so that no reading meets another's figures.
    await app.listen({ host, port, exclusive });
  } catch (cause) {
    throw new WinbackError('IO', `cannot listen on ${host}:${port}: ${(cause as Error).message}`, { cause });
  }
  const { address, port: own, family } = app.server.address() as AddressInfo;
  return `http://${family === 'IPv6' ? `[${address}]` : address}:${own}`;
}
