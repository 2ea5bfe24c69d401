// A provider in a process of its own: it keeps a ledger of what reached users, and answers as badly as providers do.
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

import { Random } from '../../../src/base/random.js';

/** What a provider does about a message that it gets twice. */
export type Ability = 'keyed' | 'asked';

/** A running provider. */
export interface Provider {
  readonly url: string;
  /** How often each key had an effect on a user. */
  readonly effects: ReadonlyMap<string, number>;
  /** Messages that came, also those that had no effect. */
  received(): number;
  close(): Promise<void>;
}

async function bodyOf(request: IncomingMessage): Promise<readonly string[]> {
  let text = '';
  for await (const part of request) text += String(part);
  return JSON.parse(text) as string[];
}

/** @param ability `keyed` drops a repeated key; `asked` does not, and says what it has taken */
export async function startProvider(ability: Ability, seed: number): Promise<Provider> {
  const effects = new Map<string, number>();
  const random = new Random(seed);
  let received = 0;
  const take = (keys: readonly string[]): void => {
    for (const key of keys) {
      received += 1;
      if (ability === 'keyed' && effects.has(key)) continue;
      effects.set(key, (effects.get(key) ?? 0) + 1);
    }
  };
  const answer = (response: ServerResponse, status: number, body: unknown): void => {
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
  };
  const cut = (keys: readonly string[], response: ServerResponse): void => {
    take(keys.slice(0, keys.length >> 1));
    response.writeHead(200, { 'content-length': 1000 }).write('{"accepted":[');
    setTimeout(() => response.destroy(), 5);
  };
  const partly = (keys: readonly string[], response: ServerResponse, isWhole: boolean): void => {
    const some = isWhole ? keys : keys.slice(0, keys.length >> 1);
    take(some);
    answer(response, 200, { accepted: some });
  };
  const send = (keys: readonly string[], response: ServerResponse): void => {
    const dice = random.uniform();
    if (dice < 0.05) answer(response, 429, { waitMs: 30 });
    else if (dice < 0.07) answer(response, 500, {});
    else if (dice < 0.11) {
      // All were taken: it answers with an error, or never.
      take(keys);
      if (dice < 0.09) answer(response, 500, {});
    } else if (dice < 0.13) cut(keys, response);
    else partly(keys, response, dice >= 0.2);
  };
  const server = createServer((request, response) => {
    void bodyOf(request).then(
      (keys) => {
        if (request.url === '/send') send(keys, response);
        else answer(response, 200, { taken: keys.filter((key) => effects.has(key)) });
      },
      // The dispatcher was killed in the middle of its call: nothing was taken.
      () => response.destroy(),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    effects,
    received: () => received,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
