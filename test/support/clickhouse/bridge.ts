import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

import type { Chdb } from './chdb.js';

/** How an answer is spoilt: `cut` closes the connection after so many bytes of the body, as a share of it or from its end. */
export type Fault =
  | { readonly kind: 'cut'; readonly share: number }
  | { readonly kind: 'cutBeforeEnd'; readonly bytes: number }
  | { readonly kind: 'cutChunks'; readonly after: number }
  /** Headers of success, then a part of the data, then an error text, as servers of before 2024 do. */
  | { readonly kind: 'errorInData' }
  | { readonly kind: 'slow'; readonly ms: number }
  /** An error instead of an answer. */
  | { readonly kind: 'refuse'; readonly message: string };

export interface Bridge {
  readonly port: number;
  /** Queries as they came, in order, with the parameters of the URL. */
  readonly asked: { readonly query: string; readonly parameters: URLSearchParams }[];
  /** Spoils the answers of queries that match. */
  fault: { readonly on: RegExp; readonly how: Fault } | undefined;
  /** A user who may change no setting. */
  readonly: boolean;
  /** What KILL QUERY is refused with. */
  refuseKill: string | undefined;
  close(): Promise<void>;
}

/** The HTTP interface of ClickHouse over one in this process, good for one query at a time. */
export async function bridgeOver(chdb: Chdb): Promise<Bridge> {
  let turn: Promise<void> = Promise.resolve();
  const bridge = { asked: [], fault: undefined, readonly: false, refuseKill: undefined } as unknown as Omit<
    Bridge,
    'port' | 'close'
  > & {
    asked: Bridge['asked'];
  };
  const server: Server = createServer((request, response) => {
    turn = turn
      .then(() => answer(bridge, chdb, request, response))
      .catch((error: unknown) => {
        response.destroy(error as Error);
      });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const close = (): Promise<void> =>
    new Promise((resolve) => {
      server.closeAllConnections();
      server.close(() => resolve());
    });
  return Object.assign(bridge, { port: (server.address() as AddressInfo).port, close });
}

const own = ['query', 'database', 'default_format', 'query_id', 'session_id', 'role', 'wait_end_of_query'];

async function answer(
  bridge: Pick<Bridge, 'asked' | 'fault' | 'readonly' | 'refuseKill'>,
  chdb: Chdb,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const parameters = new URL(request.url!, 'http://bridge').searchParams;
  const chunks: Uint8Array[] = [];
  for await (const chunk of request) chunks.push(chunk as Uint8Array);
  const body = Buffer.concat(chunks).toString('utf8');
  const query = parameters.has('query') ? `${parameters.get('query')}\n${body}` : body;
  bridge.asked.push({ query, parameters });
  if (/^KILL QUERY/.test(query)) {
    if (bridge.refuseKill !== undefined) return refused(response, bridge.refuseKill);
    return void response.end();
  }
  const settings = [...parameters].filter(([key]) => !own.includes(key) && !key.startsWith('param_'));
  if (bridge.readonly && settings.length > 0)
    return refused(response, 'Code: 164. DB::Exception: Cannot modify setting in readonly mode. (READONLY)');
  const fault = bridge.fault?.on.test(query) ? bridge.fault.how : undefined;
  try {
    const database = parameters.get('database');
    if (database !== null) await chdb.queryAsync(`USE ${database}`, { format: 'CSV' });
    for (const [key, value] of settings) await chdb.queryAsync(`SET ${key} = '${value}'`, { format: 'CSV' });
    const [, sql = query, format = 'TabSeparated'] = /^([\s\S]*)\bFORMAT\s+(\w+)\s*$/.exec(query) ?? [];
    const known = bridge.readonly ? sql.replace("getSetting('readonly')", '1') : sql;
    if (fault?.kind === 'refuse') return refused(response, fault.message);
    const bytes = await resultOf(chdb, known, format, parameters);
    response.writeHead(200, { 'content-type': 'application/octet-stream', 'x-clickhouse-format': format });
    await sent(response, bytes, fault);
  } catch (error) {
    refused(response, (error as Error).message);
  }
}

// The client sends `param_NAME` with the escapes of tab-separated text.
async function resultOf(
  chdb: Chdb,
  sql: string,
  format: string,
  parameters: URLSearchParams,
): Promise<Uint8Array> {
  const values = [...parameters].flatMap(([key, value]) =>
    key.startsWith('param_') ? [[key.slice('param_'.length), unescaped(value)] as const] : [],
  );
  const result =
    values.length === 0
      ? await chdb.queryAsync(sql, { format })
      : await chdb.queryBindAsync(sql, Object.fromEntries(values), { format });
  return result.bytes();
}

const escapes: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r', '0': '\0' };

const unescaped = (text: string): string =>
  text.replaceAll(/\\(.)/gs, (_, letter: string) => escapes[letter] ?? letter);

function refused(response: ServerResponse, message: string): void {
  const code = /Code: (\d+)/.exec(message)?.[1] ?? '0';
  response.writeHead(500, { 'X-ClickHouse-Exception-Code': code });
  response.end(message.includes('version') ? message : `${message} (version 26.7.2.1)`);
}

const piece = 8192;

async function sent(response: ServerResponse, bytes: Uint8Array, fault: Fault | undefined): Promise<void> {
  const write = (part: Uint8Array): Promise<void> =>
    new Promise((resolve) => response.write(part, () => resolve()));
  const cutAfter = async (count: number): Promise<void> => {
    if (count > 0) await write(bytes.subarray(0, count));
    response.destroy();
  };
  switch (fault?.kind) {
    case 'cut':
      return cutAfter(Math.floor(bytes.length * fault.share));
    case 'cutBeforeEnd':
      return cutAfter(bytes.length - fault.bytes);
    case 'cutChunks':
      return cutAfter(fault.after);
    case 'errorInData':
      await write(bytes.subarray(0, bytes.length >> 1));
      return void response.end('Code: 241. DB::Exception: Memory limit exceeded. (MEMORY_LIMIT_EXCEEDED)');
    case 'slow':
      await new Promise((resolve) => setTimeout(resolve, fault.ms));
      return void response.end(bytes);
    default:
      for (let at = 0; at < bytes.length; at += piece) await write(bytes.subarray(at, at + piece));
      response.end();
  }
}
