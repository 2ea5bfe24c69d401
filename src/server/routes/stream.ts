import { Readable } from 'node:stream';

import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';

import { scoredStream } from '../../pipeline/serve/arrow-batch.js';
import { guard } from '../http/app.js';
import { bodyObject, jsonOf } from '../http/body.js';
import { linesOf } from '../http/lines.js';
import { Problem, problemDocument } from '../http/problem.js';
import type { Service } from '../service.js';
import { arrowType } from './batch.js';
import { arrowProblem, idQuery, modelHeader } from './batch-arrow.js';
import { answerOf, scoreUser, userKeys } from './score.js';

const linesType = 'application/x-ndjson';

/** Rows of JSON that are parsed before others have their turn: about half a millisecond. */
const linesAtOnce = 32;

/** `POST /v1/score/stream`: any number of users, scored as they arrive, in lines of JSON or in Arrow. */
export function streamRoute(app: FastifyInstance, service: Service): void {
  app.register(async (scope) => {
    scope.removeAllContentTypeParsers();
    for (const type of [linesType, arrowType])
      scope.addContentTypeParser(type, (_request, payload, done) => done(null, payload));
    const onRequest = guard(service, 'stream', 'score');
    scope.post('/v1/score/stream', { onRequest }, async (request, reply) => {
      const isArrow = request.headers['content-type']?.startsWith(arrowType) === true;
      return isArrow ? arrowStream(service, request, reply) : lineStream(service, request, reply);
    });
  });
}

/** The bytes of a body. Whoever stops reading them must not end the connection, on which the answer is sent. */
const bytesOf = ({ body }: FastifyRequest): AsyncIterable<Uint8Array> => ({
  [Symbol.asyncIterator]: () => (body as Readable).iterator({ destroyOnReturn: false }),
});

function lineStream(service: Service, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  return reply
    .type(linesType)
    .send(Readable.from(answers(service, request), { objectMode: false, highWaterMark: 2 ** 16 }));
}

/** An answer or a problem for each line, then what came of all: a stream without its last line was cut. */
async function* answers(service: Service, request: FastifyRequest): AsyncGenerator<string> {
  const body = request.body as Readable;
  const lines = linesOf(bytesOf(request), service.inFlight.limits.jsonBytes);
  let line = 0;
  let errors = 0;
  try {
    for await (const part of lines) {
      for (let from = 0; from < part.length; from += linesAtOnce) {
        const rows = part.slice(from, from + linesAtOnce);
        const found = await Promise.all(rows.map((row, i) => answered(service, row, line + i + 1)));
        line += rows.length;
        errors += found.filter(({ ok }) => !ok).length;
        yield found.map(({ text }) => `${text}\n`).join('');
      }
    }
  } catch (error) {
    // Before the first answer the problem has a status of its own.
    if (line === 0 || !(error instanceof Problem)) throw error;
    // What is left is read and forgotten: the connection may be used again.
    body.resume();
    yield `${problemLine(service, error, line + 1)}\n`;
    yield `${JSON.stringify({ done: false, rows: line - errors, errors: errors + 1 })}\n`;
    return;
  }
  yield `${JSON.stringify({ done: true, rows: line - errors, errors })}\n`;
}

/** The problem of a line. */
function problemLine(service: Service, problem: Problem, line: number): string {
  const { code, detail, errors, more } = problemDocument(problem, service.errors);
  return JSON.stringify({ line, code, detail, errors, more });
}

async function answered(service: Service, row: Buffer, line: number): Promise<{ ok: boolean; text: string }> {
  // A line waits for its turn as long as the stream is open.
  const request = { deadline: Number.POSITIVE_INFINITY, user: null };
  try {
    const scored = await scoreUser(service, request, bodyObject(jsonOf(row), userKeys));
    return { ok: true, text: JSON.stringify(answerOf(scored)) };
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    return { ok: false, text: problemLine(service, error, line) };
  }
}

async function arrowStream(
  service: Service,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const { inFlight, models, metrics } = service;
  const slot = models.production;
  const model = slot.current.hold();
  const body = bytesOf(request);
  const options = { id: idQuery(request), mostRows: inFlight.limits.rows, threads: 1 };
  const score = (rows: number, work: () => Promise<Uint8Array>): Promise<Uint8Array> => {
    metrics.rows(slot.source.name, model.version, rows);
    return inFlight.scoring(rows, Number.POSITIVE_INFINITY, work);
  };
  const parts = scoredStream(model, body, options, score);
  try {
    // What is wrong with the first batch is still a problem with a status.
    const first = await parts.next();
    reply.header(modelHeader, `${slot.source.name} ${model.version}`);
    const all = Readable.from(joined(first, parts), { objectMode: false });
    all.once('close', () => model.release());
    // The head of the answer is sent: the caller sees a stream without its end.
    all.once('error', (error) => service.log.event('stream-cut', { message: error.message }));
    return reply.type(arrowType).send(all);
  } catch (error) {
    model.release();
    throw arrowProblem(error);
  }
}

async function* joined(
  first: IteratorResult<Uint8Array>,
  rest: AsyncGenerator<Uint8Array>,
): AsyncGenerator<Uint8Array> {
  if (first.done !== true) yield first.value;
  yield* rest;
}
