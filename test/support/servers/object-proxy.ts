// A way to an object store that does what stores do on a bad day, or that speaks another dialect. Each request is told to a
// rule, which lets it through or not.
import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http';

/** What happens to one request. */
export type Fate =
  | 'pass'
  /** Answered with this status and error code; the store never hears of it. */
  | { readonly status: number; readonly code: string }
  /** The store carries it out, and the connection breaks before the answer. */
  | 'unanswered'
  /** The answer breaks after so many bytes of its body. */
  | { readonly cutAfter: number }
  /** A list comes in pages of so many keys. */
  | { readonly pageOf: number }
  /** Nothing is ever answered. */
  | 'silent'
  /** Passed on without the condition, as stores do that do not know it. */
  | 'unconditional';

export interface Asked {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingMessage['headers'];
  /** Requests of this proxy before this one. */
  readonly before: number;
}

export interface ObjectProxy {
  readonly url: string;
  readonly asked: readonly Asked[];
  close(): Promise<void>;
}

export async function startObjectProxy(
  to: number,
  rule: (asked: Asked) => Fate,
  dialect: 's3' | 'oss' = 's3',
): Promise<ObjectProxy> {
  const asked: Asked[] = [];
  const server = createServer((incoming, outgoing) => {
    const { method = '', url = '', headers } = incoming;
    const one = { method, path: url, headers, before: asked.length };
    asked.push(one);
    const chunks: Buffer[] = [];
    incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
    incoming.on('end', () =>
      answer(incoming, Buffer.concat(chunks), outgoing, { to, dialect, fate: rule(one) }),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as { port: number };
  const close = (): Promise<void> => {
    server.closeAllConnections();
    return new Promise((resolve) => server.close(() => resolve()));
  };
  return { url: `http://127.0.0.1:${port}`, asked, close };
}

interface Way {
  readonly to: number;
  readonly dialect: 's3' | 'oss';
  readonly fate: Fate;
}

const error = (outgoing: ServerResponse, status: number, code: string): void => {
  outgoing.writeHead(status, { 'content-type': 'application/xml' });
  outgoing.end(`<?xml version="1.0"?><Error><Code>${code}</Code><Message>said ${code}</Message></Error>`);
};

function answer(incoming: IncomingMessage, body: Buffer, outgoing: ServerResponse, way: Way): void {
  const { fate } = way;
  if (fate === 'silent') return;
  if (typeof fate === 'object' && 'status' in fate) {
    error(outgoing, fate.status, fate.code);
    return;
  }
  const headers = { ...incoming.headers };
  // Aliyun OSS knows only its own header, and answers its refusal with a status of its own.
  if (way.dialect === 'oss' && headers['if-none-match'] !== undefined) {
    error(outgoing, 501, 'NotImplemented');
    return;
  }
  if (headers['x-oss-forbid-overwrite'] === 'true') headers['if-none-match'] = '*';
  if (fate === 'unconditional') delete headers['if-none-match'];
  const { method } = incoming;
  const page = typeof fate === 'object' && 'pageOf' in fate ? `&max-keys=${fate.pageOf}` : '';
  const path = `${incoming.url}${page}`;
  const onward = request({ host: '127.0.0.1', port: way.to, method, path, headers }, (answered) => {
    if (fate === 'unanswered') {
      answered.resume().on('end', () => outgoing.socket?.destroy());
      return;
    }
    if (way.dialect === 'oss' && answered.statusCode === 412) {
      answered.resume();
      error(outgoing, 409, 'FileAlreadyExists');
      return;
    }
    outgoing.writeHead(answered.statusCode!, answered.headers);
    if (typeof fate === 'object' && 'cutAfter' in fate) cut(answered, outgoing, fate.cutAfter);
    else answered.pipe(outgoing);
  });
  onward.end(body);
}

function cut(answered: IncomingMessage, outgoing: ServerResponse, after: number): void {
  const chunks: Buffer[] = [];
  answered.on('data', (chunk: Buffer) => chunks.push(chunk));
  answered.on('end', () => {
    outgoing.write(Buffer.concat(chunks).subarray(0, after), () => outgoing.socket?.destroy());
  });
}
