import type { FastifyReply, FastifyRequest } from 'fastify';

import { WinbackError } from '../../base/errors.js';
import { arrowTable, scoredArrow } from '../../pipeline/serve/arrow-batch.js';
import { Problem } from '../http/problem.js';
import type { Service } from '../service.js';

/** Which model an answer without JSON is of. */
export const modelHeader = 'x-winback-model';

/** The users of an Arrow stream, all scored by production. Its columns are those of `winback score`. */
export async function arrowBatch(
  service: Service,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const { inFlight, models, metrics } = service;
  const slot = models.production;
  const model = slot.current.hold();
  const options = { id: idQuery(request), mostRows: inFlight.limits.rows, threads: 1 };
  try {
    const table = await arrowTable(request.body as Buffer, options);
    const work = (): Promise<Uint8Array> => scoredArrow(model, table, options);
    const bytes = await inFlight.scoring(table.numRows, request.deadline, work);
    metrics.rows(slot.source.name, model.version, table.numRows);
    reply.header(modelHeader, `${slot.source.name} ${model.version}`);
    return reply
      .type('application/vnd.apache.arrow.stream')
      .send(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length));
  } catch (error) {
    throw arrowProblem(error);
  } finally {
    model.release();
  }
}

/** Column that names the users, as the query says; null where it says none. */
export function idQuery(request: FastifyRequest): string | null {
  const { id } = request.query as { id?: unknown };
  return typeof id === 'string' && id !== '' ? id : null;
}

const compressed =
  'the buffers of the stream are compressed, which is not read: write it without compression';

const isCompressed = ({ message }: WinbackError): boolean => message.includes('compressed but codec');

/** What is wrong with a table, as a problem. */
export function arrowProblem(error: unknown): unknown {
  if (!(error instanceof WinbackError) || error.code !== 'BAD_INPUT') return error;
  if (error.message.startsWith('not an Arrow'))
    return new Problem('BAD_ARROW', isCompressed(error) ? compressed : 'the body is no Arrow stream');
  return new Problem('BAD_VALUES', error.message);
}
