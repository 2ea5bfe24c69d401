// The document of the server is OpenAPI 3.1, and names the addresses that the server has.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

import { afterAll, expect, test } from 'vitest';

import { openApi } from '../../../src/server/openapi.js';
import { closeAll, get, post, start } from '../../support/service.js';

afterAll(closeAll);

interface Validator {
  compile(schema: object): ((value: unknown) => boolean) & { errors?: unknown };
}

// Fastify brings ajv; its types are CommonJS.
const { Ajv2020 } = createRequire(import.meta.url)('ajv/dist/2020.js') as {
  Ajv2020: new (options: object) => Validator;
};

test('it fits the schema of the OpenAPI Initiative, which refuses what is none', () => {
  // Ajv loses its way at a dynamic reference; in this schema without a dialect it always means this definition.
  const text = readFileSync('test/golden/openapi/schema-3.1.json', 'utf8');
  const schema = JSON.parse(text.replaceAll('"$dynamicRef": "#meta"', '"$ref": "#/$defs/schema"')) as object;
  const check = new Ajv2020({ strict: false, validateFormats: false }).compile(schema);
  expect(check(openApi('1.0.0')), JSON.stringify(check.errors)).toBe(true);
  expect(check({ ...openApi('1.0.0'), paths: { score: {} } })).toBe(false);
});

test('every address that it names is there, and every reference leads somewhere', async () => {
  const server = await start({ model: 'test/golden/registry/model-0.1' });
  const { body } = await get<{ paths: Record<string, object>; components: Record<string, object> }>(
    `${server.url}/openapi.json`,
  );
  for (const [address, methods] of Object.entries(body.paths))
    for (const method of Object.keys(methods)) {
      const url = `${server.url}${address.replace('{id}', 'u1')}`;
      const { body: found } = method === 'post' ? await post(url, {}) : await get(url);
      expect(found['detail'], address).not.toBe('no such address');
    }
  const references = [...JSON.stringify(body).matchAll(/"#\/components\/(\w+)\/(\w+)"/g)];
  expect(references.length).toBeGreaterThan(20);
  for (const [, kind, name] of references) expect(Object.keys(body.components[kind!]!)).toContain(name);
});
