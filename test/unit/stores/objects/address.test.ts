import { mkdtemp, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';

import { expect, test } from 'vitest';

import { addressOfKey, isObjectAddress, objectAddress } from '../../../../src/base/object-address.js';
import { bucketEndpoint } from '../../../../src/stores/objects/endpoint.js';
import { accessKeys } from '../../../../src/stores/objects/keys.js';

const environment = { AWS_ACCESS_KEY_ID: 'id', AWS_SECRET_ACCESS_KEY: 'secret' };
const urlOf = async (address: string, more: Record<string, string> = {}): Promise<string> =>
  (await bucketEndpoint(objectAddress(address, 'x'), 'x', { environment: { ...environment, ...more } })).url;

test('what an address says', () => {
  expect(isObjectAddress('s3://b/k')).toBe(true);
  expect(isObjectAddress('OSS://b/k')).toBe(true);
  expect(isObjectAddress('data/s3.csv')).toBe(false);
  const address = objectAddress('s3://my.bucket/day=1/100%/用户 +.parquet?region=eu-west-1&style=path', 'x');
  expect(address).toEqual({
    scheme: 's3',
    bucket: 'my.bucket',
    key: 'day=1/100%/用户 +.parquet',
    region: 'eu-west-1',
    endpoint: undefined,
    style: 'path',
    profile: undefined,
  });
  expect(addressOfKey(address, 'a')).toBe('s3://my.bucket/a?region=eu-west-1&style=path');
  expect(objectAddress('oss://bucket', 'x').key).toBe('');
});

test.each([
  ['s3://', 'names the bucket ""'],
  ['s3://AKIA:topsecret@bucket/key', 'holds more than a bucket'],
  ['s3://b/k?regoin=x', '"regoin" is no option of an address (did you mean "region"?)'],
  ['s3://b/part-?.parquet', 'Options begin at the first ?'],
  ['s3://bucket/k?style=virtual', 'style in the address must be one of path, host'],
  ['s3://bucket/k?region=', '"region" is no option'],
])('%s is refused', (address, message) => {
  const refused = (): unknown => objectAddress(address.replace('s3://b/', 's3://bucket/'), 'source');
  expect(refused).toThrow(message);
  expect(refused).not.toThrow('topsecret');
});

test('where requests go', async () => {
  expect(await urlOf('s3://bucket/k?region=eu-west-1')).toBe('https://bucket.s3.eu-west-1.amazonaws.com');
  expect(await urlOf('s3://bucket/k', { AWS_REGION: 'cn-north-1' })).toBe(
    'https://bucket.s3.cn-north-1.amazonaws.com.cn',
  );
  expect(await urlOf('s3://my.bucket/k')).toBe('https://s3.us-east-1.amazonaws.com/my.bucket');
  expect(await urlOf('s3://bucket/k?endpoint=minio.example.com:9000')).toBe(
    'https://minio.example.com:9000/bucket',
  );
  expect(await urlOf('s3://bucket/k?endpoint=localhost:9000')).toBe('http://localhost:9000/bucket');
  expect(await urlOf('s3://bucket/k?endpoint=[::1]:9000')).toBe('http://[::1]:9000/bucket');
  expect(
    await urlOf('s3://bucket/k?style=host', { AWS_ENDPOINT_URL_S3: 'https://s3.example.com/base/' }),
  ).toBe('https://bucket.s3.example.com/base');
  const oss = { OSS_ACCESS_KEY_ID: 'id', OSS_ACCESS_KEY_SECRET: 'secret' };
  expect(await urlOf('oss://bucket/k?region=oss-cn-hangzhou', oss)).toBe(
    'https://bucket.oss-cn-hangzhou.aliyuncs.com',
  );
  expect(
    await urlOf('oss://bucket/k', { ...oss, OSS_ENDPOINT: 'oss-cn-beijing-internal.aliyuncs.com' }),
  ).toBe('https://bucket.oss-cn-beijing-internal.aliyuncs.com');
  await expect(urlOf('oss://bucket/k', oss)).rejects.toThrow('name the region of OSS');
  await expect(urlOf('s3://bucket/k?endpoint=https://id:pw@host')).rejects.toThrow(
    'the endpoint is a host or its URL',
  );
});

test('keys come from variables or from the file that a variable names', async () => {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'winback-keys-'));
  const file = path.join(folder, 'keys');
  await writeFile(
    file,
    '# mine\n[default]\naws_access_key_id = one\r\naws_secret_access_key=s=1\n\n[profile lake]\nAWS_ACCESS_KEY_ID=two\naws_secret_access_key = 2\naws_session_token = t\n[empty]\n',
  );
  const inFile = { AWS_SHARED_CREDENTIALS_FILE: 'keys' };
  const keys = (given: Record<string, string>, profile?: string) =>
    accessKeys('s3', profile, { environment: given, root: folder });
  expect(await keys(environment)).toEqual({ id: 'id', secret: 'secret', token: undefined });
  expect(await keys(inFile)).toEqual({ id: 'one', secret: 's=1', token: undefined });
  expect(await keys({ ...inFile, AWS_PROFILE: 'lake' })).toEqual({ id: 'two', secret: '2', token: 't' });
  expect((await keys({ ...environment, ...inFile }, 'lake')).id).toBe('two');
  await expect(accessKeys('s3', undefined, {})).rejects.toThrow('no environment was passed');
  await expect(keys({})).rejects.toThrow('set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY');
  await expect(keys({ AWS_ACCESS_KEY_ID: 'id' })).rejects.toThrow('AWS_SECRET_ACCESS_KEY is not: set both');
  await expect(keys(inFile, 'other')).rejects.toThrow('has no section [other]');
  await expect(keys(inFile, 'empty')).rejects.toThrow('write aws_access_key_id = ...');
  await expect(keys(environment, 'lake')).rejects.toThrow('the profile lake is looked for in the file');
  await expect(accessKeys('oss', undefined, { environment: {} })).rejects.toThrow(
    'set OSS_ACCESS_KEY_ID and OSS_ACCESS_KEY_SECRET',
  );
});
