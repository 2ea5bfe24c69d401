import http2 from 'node:http2';

import { isPrivateHost, publicLookup } from './address.js';
import type { HttpAnswer, HttpCall } from './answer.js';
import { CallFault, type ClientOptions, type HttpClient, longestAnswer, reasonOf } from './client.js';

/**
 * A client of HTTP/2: all calls share one connection, which is made anew where it has ended. Certificates are checked
 * whatever the environment says.
 */
export function http2Client(options: ClientOptions): HttpClient {
  let known: Promise<http2.ClientHttp2Session> | null = null;
  const session = (url: URL): Promise<http2.ClientHttp2Session> => {
    known ??= connected(url, options, () => {
      known = null;
    });
    return known;
  };
  return async (call, signal) => {
    if (!options.allowPrivate && isPrivateHost(call.url)) throw new CallFault('a private address', false);
    return request(await session(call.url), call, options, signal);
  };
}

function connected(
  url: URL,
  { allowPrivate, timeoutSeconds }: ClientOptions,
  onEnd: () => void,
): Promise<http2.ClientHttp2Session> {
  return new Promise((resolve, reject) => {
    const secure = { rejectUnauthorized: true, ...(allowPrivate ? {} : { lookup: publicLookup }) };
    const session = http2.connect(url.origin, secure);
    const fail = (error: Error): void => {
      onEnd();
      reject(new CallFault(reasonOf(error), false));
      session.destroy();
    };
    const timer = setTimeout(
      () => fail(new Error(`no connection in ${timeoutSeconds} s`)),
      timeoutSeconds * 1000,
    );
    session.once('connect', () => {
      clearTimeout(timer);
      // A connection that nobody uses keeps no process alive.
      session.unref();
      resolve(session);
    });
    session.on('error', (error: Error) => {
      clearTimeout(timer);
      fail(error);
    });
    session.on('goaway', onEnd);
    session.on('close', onEnd);
  });
}

function request(
  session: http2.ClientHttp2Session,
  { method, url, headers, body = '' }: HttpCall,
  { timeoutSeconds, now }: ClientOptions,
  signal: AbortSignal | undefined,
): Promise<HttpAnswer> {
  return new Promise((resolve, reject) => {
    const path = { ':method': method, ':path': `${url.pathname}${url.search}` };
    const stream = open(session, { ...path, ...headers }, reject);
    if (stream === null) return;
    session.ref();
    let fault: string | null = null;
    const stop = (reason: string): void => {
      fault ??= reason;
      stream.close(http2.constants.NGHTTP2_CANCEL);
    };
    const timer = setTimeout(() => stop(`no answer in ${timeoutSeconds} s`), timeoutSeconds * 1000);
    const abort = (): void => stop('the claim of the messages ended');
    signal?.addEventListener('abort', abort, { once: true });
    const parts: Buffer[] = [];
    let [bytes, head] = [0, null as http2.IncomingHttpHeaders | null];
    let error: Error | null = null;
    stream.on('response', (given) => {
      head = given;
    });
    stream.on('data', (part: Buffer) => {
      bytes += part.length;
      if (bytes > longestAnswer) stop(`an answer of more than ${longestAnswer} bytes`);
      else parts.push(part);
    });
    stream.on('error', (given: Error) => {
      error = given;
    });
    stream.on('close', () => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', abort);
      session.unref();
      const isWhole = fault === null && error === null && head !== null && stream.rstCode === 0;
      // The other end says that it did nothing with the call.
      const wasSent = stream.rstCode !== http2.constants.NGHTTP2_REFUSED_STREAM;
      if (!isWhole)
        reject(new CallFault(fault ?? reasonOf(error ?? new Error('the connection was cut')), wasSent));
      else
        resolve({
          ...{ status: Number(head![':status'] ?? 0), headers: head!, now: now() },
          text: Buffer.concat(parts).toString('utf8'),
        });
    });
    stream.end(method === 'POST' ? body : undefined);
  });
}

/** The stream of a call; null where the connection has ended meanwhile, so that nothing was sent. */
function open(
  session: http2.ClientHttp2Session,
  headers: http2.OutgoingHttpHeaders,
  reject: (fault: CallFault) => void,
): http2.ClientHttp2Stream | null {
  try {
    return session.request(headers);
  } catch (error) {
    reject(new CallFault(reasonOf(error), false));
    return null;
  }
}
