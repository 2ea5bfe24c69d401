import type { FastifyInstance, FastifyReply, FastifyRequest, onRequestHookHandler } from 'fastify';

import type { Caller, Scope } from '../access/access.js';
import type { Service } from '../service.js';
import { jsonOf } from './body.js';
import { overloaded, tooLate } from './in-flight.js';
import { Problem, problemDocument } from './problem.js';

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

const problemType = 'application/problem+json; charset=utf-8';

/** Connections that wait for their next request: longer than balancers keep them, so that these close first. */
const keepAliveMs = 72_000;
/** A connection on which nothing moves in the middle of a request ends after this time, ms. */
const silentMs = 60_000;
/** Most time for the head of a request, ms; its body may be a stream that lasts. */
const headMs = 30_000;

/** An application without routes: JSON bodies, problem documents, limits. */
export async function newApp(service: Service): Promise<FastifyInstance> {
  const { default: fastify } = await import('fastify');
  const app = fastify({
    ...{ logger: false, exposeHeadRoutes: false, return503OnClosing: false, forceCloseConnections: false },
    ...{
      bodyLimit: service.inFlight.limits.jsonBytes,
      keepAliveTimeout: keepAliveMs,
      connectionTimeout: silentMs,
    },
    http: { headersTimeout: headMs, requestTimeout: 0 },
    routerOptions: { maxParamLength: 512 },
    requestIdHeader: 'x-request-id',
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
  app.setNotFoundHandler((request, reply) => {
    begin(service, 'unknown', request, reply, false);
    fail(service, new Problem('NOT_FOUND', 'no such address'), request, reply);
  });
  service.lifecycle.watch(app.server);
  return app;
}

/**
 * What stands before a route: it counts the request, knows its caller, and refuses what is too much before a body is read.
 * @param route its name in metrics and logs
 * @param scope what a key must allow; null for everybody
 */
export function guard(service: Service, route: string, scope: Scope | null): onRequestHookHandler {
  const { inFlight, access } = service;
  return (request, reply, done) => {
    const isTaken = inFlight.enter();
    begin(service, route, request, reply, isTaken);
    if (!isTaken) return done(overloaded());
    if (scope === null) return done();
    try {
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
    if (isTaken) service.inFlight.leave();
    end(service, route, request, reply);
  });
}

function setDeadline({ inFlight }: Service, request: FastifyRequest): void {
  const given = request.headers['x-deadline-ms'];
  if (given === undefined) return;
  const ms = Number(given);
  if (!(ms > 0)) throw new Problem('BAD_VALUES', 'x-deadline-ms must be a number of milliseconds above 0');
  request.deadline = request.startedAt + Math.min(ms, inFlight.limits.timeoutMs);
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

function fail(service: Service, error: Error, request: FastifyRequest, reply: FastifyReply): void {
  const problem = problemOf(error);
  if (problem.code === 'INTERNAL') service.log.event('failure', { message: error.message, name: error.name });
  request.problem = problem.code;
  service.metrics.problem(problem.code);
  reply.code(problem.status);
  if (problem.retryAfter !== null) reply.header('retry-after', String(problem.retryAfter));
  if (problem.status === 401) reply.header('www-authenticate', 'Bearer');
  // What is left of the body is not read: the connection cannot be used again.
  if (['OVERLOADED', 'TOO_LARGE'].includes(problem.code)) reply.header('connection', 'close');
  reply.type(problemType).send(JSON.stringify(problemDocument(problem, service.errors)));
}

const ofFramework: Readonly<Record<string, readonly [ConstructorParameters<typeof Problem>[0], string]>> = {
  FST_ERR_CTP_BODY_TOO_LARGE: [
    'TOO_LARGE',
    'send less, or as an Arrow stream to /v1/score/batch or /v1/score/stream',
  ],
  FST_ERR_CTP_INVALID_MEDIA_TYPE: ['WRONG_TYPE', 'send application/json, or what the route names'],
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: ['BAD_JSON', 'the body has another length than its head says'],
  FST_ERR_BAD_URL: ['NOT_FOUND', 'the address cannot be read'],
};

function problemOf(error: Error): Problem {
  if (error instanceof Problem) return error;
  const [code, detail] = ofFramework[(error as { code?: string }).code ?? ''] ?? ['INTERNAL', ''];
  return new Problem(code, detail);
}
