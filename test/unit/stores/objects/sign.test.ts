// Signatures against those of botocore (test/golden/objects) and of Amazon's documentation ("Authenticating Requests: Using the
// Authorization Header", examples PUT Object, GET Bucket Lifecycle and GET Bucket).
import { readFileSync } from 'node:fs';

import { expect, test } from 'vitest';

import { signed } from '../../../../src/stores/objects/sign.js';

interface Golden {
  readonly datetime: string;
  readonly cases: readonly {
    readonly case: string;
    readonly method: 'GET';
    readonly key: string;
    readonly query: Readonly<Record<string, string>>;
    readonly headers: Readonly<Record<string, string>>;
    readonly body: string;
    readonly token: string | null;
    readonly authorization: string;
  }[];
}

const golden = JSON.parse(
  readFileSync(new URL('../../../golden/objects/signatures.json', import.meta.url), 'utf8'),
) as Golden;

const keys = { id: 'AKIDEXAMPLE', secret: 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY', token: undefined };

test.each(golden.cases)(
  'botocore: $case',
  async ({ method, key, query, headers, body, token, authorization }) => {
    const endpoint = {
      url: 'https://models.s3.eu-west-1.amazonaws.com',
      region: 'eu-west-1',
      keys: { ...keys, token: token ?? undefined },
    };
    const request = { method, key, query, headers, body: Buffer.from(body) };
    const { headers: sent, url } = await signed(request, endpoint, new Map(), golden.datetime);
    expect(sent['authorization']).toBe(authorization);
    expect(decodeURIComponent(url.pathname)).toBe(`/${key}`);
  },
);

const documented = {
  url: 'https://examplebucket.s3.amazonaws.com',
  region: 'us-east-1',
  keys: { id: 'AKIAIOSFODNN7EXAMPLE', secret: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY', token: undefined },
};

test('Amazon’s documentation', async () => {
  const signature = async (request: Parameters<typeof signed>[0]): Promise<string | undefined> =>
    (await signed(request, documented, new Map(), '20130524T000000Z')).headers['authorization']?.split(
      'Signature=',
    )[1];
  expect(
    await signature({
      method: 'PUT',
      key: 'test$file.text',
      headers: { date: 'Fri, 24 May 2013 00:00:00 GMT', 'x-amz-storage-class': 'REDUCED_REDUNDANCY' },
      body: Buffer.from('Welcome to Amazon S3.'),
    }),
  ).toBe('98ad721746da40c64f1a55b78f14c238d841ea1380cd77a1b5971af0ece108bd');
  expect(await signature({ method: 'GET', key: '', query: { lifecycle: '' } })).toBe(
    'fea454ca298b7da1c68078a5d1bdbfbbe0d65c699e0f91ac7a200a0136783543',
  );
  expect(await signature({ method: 'GET', key: '', query: { 'max-keys': '2', prefix: 'J' } })).toBe(
    '34b48302e7b5fa45bde8084f4b7868a86f0a534bc59db6670ed5711ef69dc6f7',
  );
});

test('a key that a URL would resolve is refused', async () => {
  await expect(signed({ method: 'GET', key: 'a/../b' }, documented, new Map())).rejects.toThrow(
    '"a/../b" is no usable key',
  );
});
