import { expect, test } from 'vitest';
import { endpointOf } from '../../../src/stores/clickhouse/endpoint.js';
import { connectionUrl, hasScheme, isLoopback, placeOf } from '../../../src/stores/connection-url.js';

const read = (url: string) => connectionUrl(url, 'events.source', ['protocol']);

test('user, host, port, database and options of a URL', () => {
  expect(read('clickhouse://reader@db.example.com:9440/shop?protocol=http')).toEqual({
    ...{ scheme: 'clickhouse', user: 'reader', host: 'db.example.com', port: 9440, database: 'shop' },
    options: new Map([['protocol', 'http']]),
  });
  expect(read('clickhouse://[::1]/a%2Fb')).toMatchObject({ host: '::1', database: 'a/b', user: undefined });
  expect(read('clickhouse://host')).toMatchObject({ database: undefined, port: undefined });
  expect(placeOf({ ...read('clickhouse://a@[::1]:1/b') })).toBe('a@[::1]:1/b');
});

test.each([
  ['clickhouse://me:hunter2@host/db', 'must not hold a password'],
  ['clickhouse://hunter2@/db', 'no usable URL'],
  ['clickhouse://me:hunter2@host:99999/db', 'no usable URL'],
  ['clickhouse://host/db/hunter2', 'one database follows the host'],
  ['clickhouse://host/db?protocl=hunter2', 'unknown option "protocl" in the URL (did you mean "protocol"?)'],
  ['clickhouse://%hunter2@host/db', 'a % in a URL is written %25'],
])('%s is refused, and the message shows no secret', (url, message) => {
  expect(() => read(url)).toThrow(message);
  expect(() => read(url)).not.toThrow('hunter2');
});

test('a file is no URL', () => {
  expect(hasScheme('CLICKHOUSE://host/db', 'clickhouse')).toBe(true);
  for (const file of ['clickhouse.csv', 'C:\\data\\x.csv', 'https://host/x', './clickhouse://'])
    expect(hasScheme(file, 'clickhouse')).toBe(false);
});

test('this machine is known by its names', () => {
  for (const host of ['localhost', '127.0.0.1', '127.9.9.9', '::1']) expect(isLoopback(host)).toBe(true);
  for (const host of ['127.0.0.1.example.com', 'localhost.example.com', '10.0.0.1', '::2'])
    expect(isLoopback(host)).toBe(false);
});

test('HTTPS unless it is this machine; no password over plain HTTP to another', async () => {
  const passwordFrom = { env: 'P' };
  const places = { environment: { P: 'hunter2' } };
  const origin = async (url: string, secret = true): Promise<string> =>
    (await endpointOf({ url, ...(secret ? { passwordFrom } : {}) }, 'events.source', places)).url;
  expect(await origin('clickhouse://db.example.com/x')).toBe('https://db.example.com:8443');
  expect(await origin('clickhouse://localhost/x')).toBe('http://localhost:8123');
  expect(await origin('clickhouse://[::1]:9/x')).toBe('http://[::1]:9');
  expect(await origin('clickhouse://localhost/x?protocol=https')).toBe('https://localhost:8443');
  expect(await origin('clickhouse://db.example.com/x?protocol=http', false)).toBe(
    'http://db.example.com:8123',
  );
  await expect(origin('clickhouse://db.example.com/x?protocol=http')).rejects.toThrow('over plain HTTP');
  await expect(origin('clickhouse://h/x?protocol=ftp')).rejects.toThrow('http or https');
  const endpoint = await endpointOf({ url: 'clickhouse://me@h/x', passwordFrom }, 'events.source', places);
  expect(endpoint).toMatchObject({ user: 'me', database: 'x', password: 'hunter2', place: 'me@h:8443/x' });
});
