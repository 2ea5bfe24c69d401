import { createWriteStream } from 'node:fs';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';

import type { ClickHouseClient } from '@clickhouse/client';
import { WinbackError } from '../../base/errors.js';
import { nodeCrypto } from '../../base/node-crypto.js';
import { killPatience, notKilled, whyNot } from '../not-killed.js';
import { within } from '../sql/within.js';
import { wholeBytes, wholeStream } from '../whole-stream.js';
import { loadClickHouseClient } from './client-package.js';
import type { Endpoint } from './endpoint.js';
import { clickHouseError } from './errors.js';

/** How one query runs. */
export interface ClickHouseQueryOptions {
  /** Stops the query here and on the server, which then rejects with `ABORTED`. */
  readonly signal?: AbortSignal | undefined;
  /** Values of `{name:Type}` in the query. */
  readonly values?: Readonly<Record<string, unknown>> | undefined;
}

/** What the server is, as far as queries depend on it. */
export interface ServerFacts {
  /** Such as `26.7.2.1`. */
  readonly version: string;
  /** 1: the user can change no setting; 2: settings, but no data; 0: both. */
  readonly readonly: number;
  /** Of `wantedSettings`, those that this server knows. */
  readonly settings: readonly string[];
}

/**
 * Settings that make answers safer; no query needs one, since read-only users cannot send any. A server of before 2024
 * writes an error into the data unless told otherwise; a query goes on after its reader has gone.
 */
const wantedSettings: Readonly<Record<string, 0 | 1>> = {
  http_write_exception_in_output_format: 0,
  cancel_http_readonly_queries_on_client_close: 1,
};

const killSql = (queryId: string): string => `KILL QUERY WHERE query_id = '${queryId}'`;

/** Milliseconds without any byte after which an answer counts as lost. */
const silence = 600_000;

/** A connection to the HTTP interface of one ClickHouse. Every answer is whole, or the call rejects. Close it when done. */
export class ClickHouse {
  readonly #client: ClickHouseClient;
  readonly #endpoint: Pick<Endpoint, 'place' | 'password'>;
  #facts: Promise<ServerFacts> | undefined;

  private constructor(client: ClickHouseClient, endpoint: Pick<Endpoint, 'place' | 'password'>) {
    this.#client = client;
    this.#endpoint = endpoint;
  }

  /**
   * A client of the server; nothing is sent yet.
   * @param endpoint of endpointOf
   * @throws WinbackError NOT_FOUND without the package `@clickhouse/client`
   */
  static async open(endpoint: Endpoint): Promise<ClickHouse> {
    const { createClient, ClickHouseLogLevel } = await loadClickHouseClient();
    const client = createClient({
      url: endpoint.url,
      username: endpoint.user,
      password: endpoint.password,
      database: endpoint.database,
      application: 'winback',
      request_timeout: silence,
      // By default it prints errors, with the query, on the process's own stderr.
      log: { level: ClickHouseLogLevel.OFF },
    });
    return new ClickHouse(client, endpoint);
  }

  /** Over a client that is there already, such as one whose engine is in this process. @internal */
  static over(client: ClickHouseClient, place: string): ClickHouse {
    return new ClickHouse(client, { place, password: '' });
  }

  /** `user@host:port/database`, for messages. */
  get place(): string {
    return this.#endpoint.place;
  }

  /** What the server is; asked once. */
  facts(options: ClickHouseQueryOptions = {}): Promise<ServerFacts> {
    this.#facts ??= this.#askFacts(options).catch((error: unknown) => {
      this.#facts = undefined;
      throw error;
    });
    return this.#facts;
  }

  /**
   * Rows of a small result as objects; 64-bit integers as text.
   * @param sql one SELECT or DESCRIBE, without FORMAT
   * @param options values and stop signal
   */
  async rows(sql: string, options: ClickHouseQueryOptions = {}): Promise<readonly Record<string, unknown>[]> {
    const bytes = await this.bytes(sql, 'JSONCompact', options);
    return rowsOfJson(this.#parsed(bytes));
  }

  /**
   * The whole result in one of ClickHouse's formats.
   * @param sql one SELECT, without FORMAT
   * @param format such as `ArrowStream`
   * @param options values and stop signal
   */
  async bytes(sql: string, format: string, options: ClickHouseQueryOptions = {}): Promise<Uint8Array> {
    return this.#reading(`${sql}\nFORMAT ${format}`, options, wholeBytes);
  }

  /**
   * Writes the whole result to a file. A file that is there after a rejection is not whole.
   * @param sql one SELECT, without FORMAT
   * @param format such as `Parquet`
   * @param path file
   * @param options values and stop signal
   */
  async toFile(
    sql: string,
    format: string,
    path: string,
    options: ClickHouseQueryOptions = {},
  ): Promise<void> {
    await this.#reading(`${sql}\nFORMAT ${format}`, options, (stream) =>
      pipeline(wholeStream(stream), createWriteStream(path)),
    );
  }

  /** Runs a statement without an answer. */
  async command(sql: string, options: ClickHouseQueryOptions = {}): Promise<void> {
    await this.#sent(sql, {}, options, wholeBytes);
  }

  /** Adds rows to a table, all of them or none. @param values a list of cells a row */
  async insert(
    table: string,
    columns: readonly string[],
    values: readonly (readonly (string | number | null)[])[],
  ): Promise<void> {
    try {
      await this.#client.insert({
        ...{ table, values: [...values], format: 'JSONCompactEachRow' },
        columns: columns as [string, ...string[]],
      });
    } catch (error) {
      throw clickHouseError(error, this.place, this.#endpoint.password);
    }
  }

  /** Ends the connections. */
  async close(): Promise<void> {
    await this.#client.close();
  }

  async #askFacts(options: ClickHouseQueryOptions): Promise<ServerFacts> {
    const names = Object.keys(wantedSettings).map((name) => `'${name}'`);
    const sql = `SELECT version() AS version, toInt32(getSetting('readonly')) AS readonly,
  (SELECT groupArray(name) FROM system.settings WHERE name IN (${names.join(', ')})) AS settings`;
    const bytes = await this.#sent(`${sql}\nFORMAT JSONCompact`, {}, options, wholeBytes);
    const [row = {}] = rowsOfJson(this.#parsed(bytes));
    return {
      version: String(row['version']),
      readonly: Number(row['readonly']),
      settings: (row['settings'] as readonly string[] | undefined) ?? [],
    };
  }

  #parsed(bytes: Uint8Array): unknown {
    try {
      return JSON.parse(Buffer.from(bytes).toString('utf8'));
    } catch (error) {
      throw clickHouseError(error, this.place, this.#endpoint.password);
    }
  }

  async #reading<T>(
    sql: string,
    options: ClickHouseQueryOptions,
    read: (stream: Readable) => Promise<T>,
  ): Promise<T> {
    const { readonly, settings } = await this.facts(options);
    const sent = readonly === 1 ? [] : settings;
    const chosen = Object.fromEntries(sent.map((name) => [name, wantedSettings[name] ?? 0]));
    return this.#sent(sql, chosen, options, read);
  }

  async #sent<T>(
    query: string,
    settings: Readonly<Record<string, 0 | 1>>,
    { signal, values }: ClickHouseQueryOptions,
    read: (stream: Readable) => Promise<T>,
  ): Promise<T> {
    const queryId = nodeCrypto().randomUUID();
    if (signal?.aborted === true) throw new WinbackError('ABORTED', 'the query was stopped');
    let killed: Promise<string | null> | undefined;
    const stopped = (): void => {
      killed = this.#kill(queryId);
    };
    signal?.addEventListener('abort', stopped, { once: true });
    try {
      const { stream } = await this.#client.exec({
        query,
        query_id: queryId,
        clickhouse_settings: settings,
        ...(values === undefined ? {} : { query_params: { ...values } }),
        ...(signal === undefined ? {} : { abort_signal: signal }),
      });
      const destroy = (): void => void stream.destroy();
      signal?.addEventListener('abort', destroy, { once: true });
      try {
        return await read(stream);
      } finally {
        signal?.removeEventListener('abort', destroy);
      }
    } catch (error) {
      const why = (await killed) ?? null;
      if (why !== null) throw notKilled(`ClickHouse ${this.place}`, killSql(queryId), why);
      throw clickHouseError(error, this.place, this.#endpoint.password, signal);
    } finally {
      signal?.removeEventListener('abort', stopped);
    }
  }

  // The closed connection alone does not stop a server that was not told so by a setting.
  async #kill(queryId: string): Promise<string | null> {
    const who = `ClickHouse ${this.place}`;
    const answer = this.#client.command({ query: `${killSql(queryId)} ASYNC` });
    return whyNot(within(answer, { ms: killPatience, who }), this.#endpoint.password);
  }
}

interface JsonCompact {
  readonly meta: readonly { readonly name: string }[];
  readonly data: readonly (readonly unknown[])[];
  readonly rows: number;
}

function rowsOfJson(json: unknown): readonly Record<string, unknown>[] {
  const { meta, data, rows } = json as JsonCompact;
  if (data.length !== rows)
    throw new WinbackError('IO', `ClickHouse sent ${data.length} rows of ${rows}: the answer is not whole`);
  return data.map((row) => Object.fromEntries(meta.map(({ name }, i) => [name, row[i]])));
}
