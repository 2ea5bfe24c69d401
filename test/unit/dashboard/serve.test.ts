import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import os from 'node:os';
import path from 'node:path';

import { afterAll, beforeAll, describe, expect, test } from 'vitest';

import type { PlannerDocument } from '../../../src/dashboard/documents/planner.js';
import { exportDashboard } from '../../../src/dashboard/export.js';
import { accessOf } from '../../../src/dashboard/server/access.js';
import { type Dashboard, serveDashboard } from '../../../src/dashboard/server/serve.js';
import {
  boundaries,
  meanSampleSize,
  planCharacteristics,
  proportionPower,
  proportionSampleSize,
} from '../../../src/entries/stats.js';
import { openState } from '../../../src/state/open.js';
import type { State } from '../../../src/state/state.js';
import { eveningOf, fillHistory } from '../../support/dashboard/history.js';
import { samples } from '../../support/state/records.js';

const folder = mkdtempSync(path.join(os.tmpdir(), 'winback-dashboard-'));
// Letters that a cookie cannot hold as they are.
const token = 'a+token=of/more;than%16';
let state: State;
let open: Dashboard;
let closed: Dashboard;
let now = 0;

interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: string;
}

/** A request with any Host header, which fetch does not allow. */
function ask(
  site: Dashboard,
  target: string,
  headers: Record<string, string> = {},
  method = 'GET',
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const { hostname, port } = new URL(site.url);
    const sent = request({ hostname, port, path: target, method, headers }, (response) => {
      let body = '';
      response.on('data', (part) => (body += part));
      response.on('end', () => resolve({ status: response.statusCode!, headers: response.headers, body }));
    });
    sent.on('error', reject);
    sent.end();
  });
}

beforeAll(async () => {
  // The page itself is tested in a browser.
  writeFileSync(path.join(folder, 'app.js'), '"</script>"');
  writeFileSync(path.join(folder, 'page.css'), 'body{}');
  state = await openState(path.join(folder, 'state.db'));
  now = eveningOf(await fillHistory(state, 30));
  const common = {
    state,
    port: 0,
    host: '127.0.0.1',
    names: ['monitor.example.com'],
    language: 'en',
    now: () => now,
    assets: folder,
  } as const;
  open = await serveDashboard({ ...common, token: null });
  closed = await serveDashboard({ ...common, token });
});
afterAll(async () => {
  await open?.close();
  await closed?.close();
  await state?.close();
  rmSync(folder, { recursive: true, force: true });
});

describe('who may read', () => {
  test.each([
    ['evil.example.com', 403],
    ['127.0.0.1.evil.example.com', 403],
    ['localhost', 200],
    ['LOCALHOST:8090', 200],
    ['[::1]:8090', 200],
    ['monitor.example.com', 200],
  ])('a request to the host %s is answered with %i', async (host, status) => {
    expect((await ask(open, '/api/today', { host })).status).toBe(status);
  });

  test.each(['POST', 'PUT', 'DELETE', 'PATCH', 'OPTIONS'])('%s is refused', async (method) => {
    const { status, headers } = await ask(open, '/api/today', {}, method);
    expect([status, headers['allow']]).toEqual([405, 'GET, HEAD']);
  });

  test('a token is needed, and leaves the address at once', async () => {
    for (const target of ['/', '/app.js', '/api/today', '/events', '/?token=wrong'])
      expect((await ask(closed, target)).status, target).toBe(401);
    expect((await ask(closed, '/api/today', { authorization: `Bearer ${token}` })).status).toBe(200);
    expect((await ask(closed, '/api/today', { authorization: `Bearer ${token}x` })).status).toBe(401);
    const welcome = await ask(closed, `/?token=${encodeURIComponent(token)}`);
    expect([welcome.status, welcome.headers['location']]).toEqual([303, '/']);
    const cookie = String(welcome.headers['set-cookie']);
    expect(cookie).toMatch(/HttpOnly; SameSite=Strict/);
    expect((await ask(closed, '/api/today', { cookie: cookie.split(';')[0]! })).status).toBe(200);
    for (const wrong of ['winback_token=%', 'winback_token=', 'winback_token=x'])
      expect((await ask(closed, '/api/today', { cookie: wrong })).status).toBe(401);
  });

  test('other machines need a token, and a long one', () => {
    expect(() => accessOf('0.0.0.0', [], null)).toThrow(
      '--host 0.0.0.0: others can reach this address, so a token is needed',
    );
    expect(() => accessOf('127.0.0.1', [], 'short')).toThrow('the token has 5 letters; it needs at least 16');
    expect(() => accessOf('::1', [], null)).not.toThrow();
  });

  test('a port in use is said', async () => {
    const port = Number(new URL(open.url).port);
    const again = serveDashboard({
      state,
      port,
      host: '127.0.0.1',
      names: [],
      token: null,
      language: 'en',
      now: () => now,
      assets: folder,
    });
    await expect(again).rejects.toThrow(`127.0.0.1:${port} is in use: choose another --port`);
  });
});

describe('what is answered', () => {
  test('every answer forbids other hosts, scripts in the page, and frames', async () => {
    for (const target of ['/', '/app.js', '/api/today', '/api/none', '/?x']) {
      const { headers } = await ask(open, target);
      expect(headers['content-security-policy'], target).toBe(
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
      );
      expect([
        headers['x-content-type-options'],
        headers['referrer-policy'],
        headers['cache-control'],
      ]).toEqual(['nosniff', 'no-referrer', 'no-store']);
    }
  });

  test.each([
    ['/api/today?from=x', 400, 'from must be a day such as 2025-07-30, got "x"'],
    ['/api/today?project=x', 400, 'the state has no records of "x"'],
    ['/api/users', 404, 'there is no such page'],
    ['/../../etc/passwd', 404, 'there is no such page'],
    ['/api/planner?mde=x', 400, 'mde must be a number, got "x"'],
    ['/api/planner?looks=1000', 400, 'looks must be 1 to 30, got 1000'],
    ['/api/planner?baseline=0.99&mde=0.02', 400, 'baseline'],
  ])('%s is answered with %i', async (target, status, message) => {
    const answer = await ask(open, target, { 'accept-language': 'en' });
    expect(answer.status).toBe(status);
    expect((JSON.parse(answer.body) as { error: string }).error).toContain(message);
  });

  test('no answer holds a user', async () => {
    const contact = { ...samples.contact, project: 'shop', user: 'user-4711' };
    await state.put({
      contact: [contact],
      message: [{ ...samples.message, project: 'shop', user: 'user-4711' }],
    });
    for (const page of ['today', 'model', 'drift', 'campaigns', 'experiments', 'data']) {
      const { status, body } = await ask(open, `/api/${page}`);
      expect([page, status, body.includes('4711'), body.includes('13800000000')]).toEqual([
        page,
        200,
        false,
        false,
      ]);
    }
  });

  test('the planner says what the library says', async () => {
    const { body } = await ask(
      open,
      '/api/planner?baseline=0.05&mde=0.02&power=0.9&alpha=0.01&ratio=2&looks=4&spending=pocock',
    );
    const { size, power, looks, inflation, largest, effects } = JSON.parse(body) as PlannerDocument;
    const options = { baseline: 0.05, mde: 0.02, power: 0.9, alpha: 0.01, ratio: 2 };
    const expected = proportionSampleSize(options);
    expect([size.control, size.treatment]).toEqual([expected.control, expected.treatment]);
    for (const point of power) expect(point.power).toBe(proportionPower(options, point.control));
    const plan = boundaries({ looks: 4, spending: 'pocock', alpha: 0.01 });
    expect(looks.map(({ z, nominalP, alphaSpent }) => [z, nominalP, alphaSpent])).toEqual(
      plan.z.map((z, k) => [z, plan.nominalP[k], plan.alphaSpent[k]]),
    );
    expect(inflation).toBe(planCharacteristics(plan, 0.9).inflation);
    expect(largest).toBeGreaterThan(size.control + size.treatment);
    expect(effects.find(({ effect }) => effect === 0.04)!.users).toBeLessThan(size.control + size.treatment);
    const mean = JSON.parse(
      (await ask(open, '/api/planner?baseline=40&sd=35&mde=2')).body,
    ) as PlannerDocument;
    expect(mean.size.control).toBe(
      meanSampleSize({ sd: 35, effect: 2, power: 0.8, alpha: 0.05, ratio: 1 }).control,
    );
  });

  test('an open page learns that a step has ended', async () => {
    const control = new AbortController();
    const response = await fetch(`${open.url}events`, { signal: control.signal });
    expect(response.headers.get('content-type')).toContain('text/event-stream');
    const reader = response.body!.getReader();
    let text = '';
    setTimeout(
      () => void state.put({ decision: [{ ...samples.decision, project: 'shop', at: now + 1e9 }] }),
      500,
    );
    while (!text.includes('event: changed')) text += new TextDecoder().decode((await reader.read()).value);
    control.abort();
    expect(text).toMatch(/^retry: 5000\n\n/);
  });
});

test('an export holds its data, and no text of them ends the element', async () => {
  await state.put({ alert: [{ ...samples.alert, project: 'shop', object: '</script><b>' }] });
  const out = path.join(folder, 'export');
  const files = await exportDashboard(out, {
    state,
    query: { from: '2023-01-10', to: '2023-01-20' },
    language: 'zh',
    now,
    assets: folder,
  });
  expect(files).toEqual(['app.js', 'page.css', 'index.html']);
  const html = readFileSync(path.join(out, 'index.html'), 'utf8');
  const data = /<script type="application\/json" id="data">([\s\S]*?)<\/script>/.exec(html)![1]!;
  const pages = JSON.parse(data) as { today: { scope: unknown; alerts: readonly { object: string }[] } };
  expect(pages.today.scope).toEqual({ project: 'shop', from: '2023-01-10', to: '2023-01-20', model: null });
  expect(pages.today.alerts.map(({ object }) => object)).toContain('</script><b>');
  expect(html).toContain('<html lang="zh-CN">');
});
