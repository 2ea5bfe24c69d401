import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { promisify } from 'node:util';

import { WinbackError } from '../../base/errors.js';
import type { State } from '../../entries/state.js';
import type { Language } from '../../pipeline/terminal-texts.js';
import { accessOf } from './access.js';
import { assetsOf } from './assets.js';
import { Changes } from './changes.js';
import { answer } from './routes.js';

/** How a dashboard is served. */
export interface DashboardOptions {
  readonly state: State;
  /** 0: any free one. */
  readonly port: number;
  /** Address that is listened on. */
  readonly host: string;
  /** Further names under which the page is opened. */
  readonly names: readonly string[];
  /** What readers must know; null on this machine alone. */
  readonly token: string | null;
  readonly language: Language;
  /** This moment, microseconds since 1970. */
  readonly now: () => number;
  /** Folder of the built page. @default that of the package */
  readonly assets?: string | undefined;
}

/** A served dashboard. */
export interface Dashboard {
  /** Where it is, without the token. */
  readonly url: string;
  /** Ends every connection. The state stays open. */
  close(): Promise<void>;
}

/** A request's head must come within this time, ms. */
const headMs = 10_000;

/**
 * Serves the page and its data, for reading only.
 * @throws WinbackError BAD_INPUT for a host without a token, or an address that cannot be listened on; NOT_FOUND for a page that is
 *   not built
 */
export async function serveDashboard(options: DashboardOptions): Promise<Dashboard> {
  const { state, host, port, names, token, language, now, assets } = options;
  const access = accessOf(host, names, token);
  const page = await assetsOf(assets);
  const changes = new Changes(state);
  const site = { state, access, page, changes, language, now };
  const server = createServer({ headersTimeout: headMs, requestTimeout: headMs }, (request, response) => {
    void answer(site, request, response);
  });
  await listening(server, host, port);
  const { port: taken } = server.address() as AddressInfo;
  const name = host.includes(':') ? `[${host}]` : host;
  return {
    url: `http://${name}:${taken}/`,
    close: async () => {
      changes.close();
      server.closeAllConnections();
      await promisify(server.close.bind(server))();
    },
  };
}

function listening(server: Server, host: string, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (cause: NodeJS.ErrnoException) => {
      const why =
        cause.code === 'EADDRINUSE'
          ? 'is in use: choose another --port'
          : `cannot be listened on (${cause.code})`;
      reject(new WinbackError('BAD_INPUT', `${host}:${port} ${why}`, { cause }));
    });
    server.listen(port, host, () => {
      server.removeAllListeners('error');
      resolve();
    });
  });
}
