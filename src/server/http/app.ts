import type { FastifyInstance, FastifyReply, FastifyRequest, onRequestHookHandler } from 'fastify';

import type { Caller, Scope } from '../access/access.js';
import type { Service } from '../service.js';
import { jsonOf } from './body.js';
import { fail } from './failure.js';
import { requireOneHost, requirePlainBody, setDeadline } from './head.js';
import { overloaded, tooLate } from './in-flight.js';
import { refuseBytes } from './not-http.js';
import { Addresses, longestName } from './unknown-address.js';

declare module 'fastify' {
  interface FastifyRequest {
    /** Ms of the clock. */
    startedAt: number;
    /** Ms of the clock until which the answer must have begun. */
    deadline: number;
    caller: Caller | null;
    /** The user that the request is about, for the log. */
    user: string | null;
    /** Code of the problem, for the log. */
    problem: string | null;
  }
}

/** Connections that wait for their next request: longer than balancers keep them, so that these close first. */
const keepAliveMs = 72_000;
/** A connection on which nothing moves in the middle of a request ends after this time, ms. */
const silentMs = 60_000;
/** Most time for the head of a request, ms; its body may be a stream that lasts. */
const headMs = 30_000;

/** The route whose bodies may last as long as the caller sends. */
const streamRouteName = 'stream';

/** An application without routes: JSON bodies, problem documents, limits. */
export async function newApp(service: Service): Promise<FastifyInstance> {
  const { default: fastify } = await import('fastify');
  const app = fastify({
    ...{ logger: false, exposeHeadRoutes: true, return503OnClosing: false, forceCloseConnections: false },
    ...{
      bodyLimit: service.inFlight.limits.jsonBytes,
      keepAliveTimeout: keepAliveMs,
      connectionTimeout: silentMs,
    },
    http: { headersTimeout: headMs, requestTimeout: 0 },
    routerOptions: { maxParamLength: longestName },
    requestIdHeader: 'x-request-id',
    clientErrorHandler: (error, socket) => refuseBytes(service, error, socket),
    frameworkErrors: (error, request, reply) => fail(service, error, request, reply as FastifyReply),
  });
  app.decorateRequest('startedAt', 0);
  app.decorateRequest('deadline', 0);
  app.decorateRequest('caller', null);
  app.decorateRequest('user', null);
  app.decorateRequest('problem', null);
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('application/json', { parseAs: 'buffer' }, (_request, body, done) => {
    try {
      done(null, jsonOf(body as Buffer));
    } catch (error) {
      done(error as Error);
    }
  });
  app.setErrorHandler((error: Error, request, reply) => fail(service, error, request, reply));
  answerUnknown(app, service);
  service.lifecycle.watch(app.server);
  service.arriving.of(app.server);
  return app;
}

/** Answers what no route does, before a body is read. */
function answerUnknown(app: FastifyInstance, service: Service): void {
  const addresses = new Addresses(app);
  const refuse = (request: FastifyRequest, reply: FastifyReply): void => {
    begin(service, 'unknown', request, reply, false);
    const { problem, allow } = addresses.problemOf(request.url);
    if (allow !== null) reply.header('allow', allow);
    fail(service, problem, request, reply);
  };
  app.setNotFoundHandler(refuse);
  app.all('*', { onRequest: (request, reply) => refuse(request, reply) }, () => undefined);
}

/**
 * What stands before a route: it counts the request, knows its caller, and refuses what is too much before a body is read.
 * @param route its name in metrics and logs
 * @param scope what a key must allow; null for everybody
 */
export function guard(service: Service, route: string, scope: Scope | null): onRequestHookHandler {
  const { inFlight, access } = service;
  return (request, reply, done) => {
    const isStream = route === streamRouteName;
    const isTaken = inFlight.enter(isStream);
    begin(service, route, request, reply, isTaken);
    if (isTaken && !isStream && request.method === 'POST') service.arriving.add(request, reply);
    if (!isTaken) return done(overloaded());
    if (scope === null) return done();
    try {
      requirePlainBody(request);
      if (!access.isGuarded) requireOneHost(request.raw.rawHeaders);
      setDeadline(service, request);
      const caller = access.callerOf(request.headers, scope);
      if (caller instanceof Promise) {
        caller.then(
          (found) => {
            request.caller = found;
            done();
          },
          (error: Error) => done(error),
        );
        return;
      }
      request.caller = caller;
      done();
    } catch (error) {
      done(error as Error);
    }
  };
}

/** @param isTaken whether the request is among those in flight, until its connection is free again */
function begin(
  service: Service,
  route: string,
  request: FastifyRequest,
  reply: FastifyReply,
  isTaken: boolean,
): void {
  request.startedAt = service.clock();
  request.deadline = request.startedAt + service.inFlight.limits.timeoutMs;
  if (service.lifecycle.isClosing) reply.raw.setHeader('connection', 'close');
  reply.raw.once('close', () => {
    if (isTaken) service.inFlight.leave(route === streamRouteName);
    if (isTaken) service.arriving.remove(request, reply);
    end(service, route, request, reply);
  });
}

/** @throws Problem TOO_LATE after the deadline of a request */
export function requireTime({ clock }: Service, request: Pick<FastifyRequest, 'deadline'>): void {
  if (clock() > request.deadline) throw tooLate();
}

function end(service: Service, route: string, request: FastifyRequest, reply: FastifyReply): void {
  const ms = service.clock() - request.startedAt;
  // An answer that was cut is no answer, whatever its head said.
  const status = reply.raw.writableFinished ? reply.raw.statusCode : 499;
  service.metrics.request(route, status, ms / 1e3);
  if (!service.log.takes(status)) return;
  const { id, caller, user, problem } = request;
  const safeId = id.length <= 64 ? id : id.slice(0, 64);
  service.log.request({ route, status, ms, request: safeId, key: caller?.id ?? null, code: problem, user });
}
