import { STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';

import type { Service } from '../service.js';
import { problemType } from './failure.js';
import { Problem, problemDocument } from './problem.js';

const ofParser: Readonly<Record<string, Problem>> = {
  HPE_HEADER_OVERFLOW: new Problem('LONG_HEAD', 'address and headers together take more than 16 KiB'),
  HPE_CHUNK_EXTENSIONS_OVERFLOW: new Problem('TOO_LARGE', 'the extensions of a chunk take more than 16 KiB'),
  ERR_HTTP_REQUEST_TIMEOUT: new Problem('TOO_SLOW', 'the head of the request did not end in time'),
};

const otherwise = new Problem('BAD_REQUEST', 'the head or the chunks of the request cannot be read');

/** Answers bytes that are no request: no route has seen them. The connection ends, since nobody knows where the next one begins. */
export function refuseBytes(service: Service, error: NodeJS.ErrnoException, socket: Socket): void {
  if (error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy();
    return;
  }
  const problem = ofParser[error.code ?? ''] ?? otherwise;
  service.metrics.problem(problem.code);
  service.metrics.request('none', problem.status, 0);
  const body = JSON.stringify(problemDocument(problem, service.errors));
  socket.end(
    `HTTP/1.1 ${problem.status} ${STATUS_CODES[problem.status]}\r\ncontent-type: ${problemType}\r\n` +
      `content-length: ${Buffer.byteLength(body)}\r\nconnection: close\r\n\r\n${body}`,
  );
}
