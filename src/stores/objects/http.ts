import type { ClientRequest, IncomingHttpHeaders, IncomingMessage } from 'node:http';
import http from 'node:http';
import https from 'node:https';

/** One request, ready to be sent. */
export interface HttpRequest {
  readonly method: string;
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: Uint8Array | undefined;
}

/** What is known when the head of an answer has come. */
export interface HttpAnswer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  /** Its bytes as they were sent: nothing is decompressed. */
  readonly body: IncomingMessage;
}

/** The connections that requests share, and how long they wait. */
export interface Connections {
  readonly agent: http.Agent;
  /** Longest silence of the other end, ms. */
  readonly silenceMs: number;
}

/** Kept connections to the host of a URL; those that nobody uses keep no process alive. */
export function connectionsTo(url: string, silenceMs: number): Connections {
  const options = { keepAlive: true, maxSockets: 8 };
  return { agent: url.startsWith('https:') ? new https.Agent(options) : new http.Agent(options), silenceMs };
}

/**
 * Sends a request and waits for the head of the answer. A silence, here or within the body, breaks the connection with an
 * error that says so. node:http rather than fetch: fetch decompresses a body whose object was stored compressed, and its
 * length is then no longer the one that was promised.
 */
export function send(
  { method, url, headers, body }: HttpRequest,
  { agent, silenceMs }: Connections,
  signal: AbortSignal | undefined,
): Promise<HttpAnswer> {
  return new Promise((resolve, reject) => {
    const { request: open } = url.protocol === 'https:' ? https : http;
    const length = { 'content-length': String(body?.byteLength ?? 0) };
    const hasBody = method === 'PUT' || method === 'POST';
    const options = {
      method,
      headers: { ...headers, ...(hasBody ? length : {}) },
      agent,
      timeout: silenceMs,
    };
    const request: ClientRequest = open(url, options, (answer) => {
      request.off('error', reject);
      // What breaks later reaches the reader through the body.
      request.on('error', (error) => void answer.destroy(error));
      resolve({ status: answer.statusCode ?? 0, headers: answer.headers, body: answer });
    });
    request.on('error', reject);
    request.on('timeout', () => request.destroy(new Error(`no byte came for ${silenceMs / 1000} s`)));
    const stop = (): void => void request.destroy(new Error('stopped'));
    if (signal?.aborted === true) stop();
    signal?.addEventListener('abort', stop, { once: true });
    request.on('close', () => signal?.removeEventListener('abort', stop));
    request.end(body);
  });
}
