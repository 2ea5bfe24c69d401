// The dashboard as people see it: every page in Chromium, over a history of 1,000 days, live and as a folder from disk.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import os from 'node:os';
import path from 'node:path';
import { gzipSync } from 'node:zlib';

import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { pageNames } from '../../src/dashboard/documents/common.js';
import { profitAt } from '../../src/dashboard/documents/frontier.js';
import { exportDashboard } from '../../src/dashboard/export.js';
import { type Dashboard, serveDashboard } from '../../src/dashboard/server/serve.js';
import { openState } from '../../src/state/open.js';
import type { State } from '../../src/state/state.js';
import { eveningOf, fillHistory, frontier, historyDay } from '../support/dashboard/history.js';
import { samples } from '../support/state/records.js';
import { chromiumPath, startChromium } from './chromium.js';
import { brokenWords, chartFlaws, cutOff } from './inspect.js';

const program = chromiumPath();
if (program === null)
  console.warn('no Chromium (apt-get install chromium, or CHROMIUM=FILE): dashboard tests skipped');

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const days = 1000;
const folder = mkdtempSync(path.join(os.tmpdir(), 'winback-dashboard-'));
const assets = path.join(folder, 'web');
const exported = path.join(folder, 'export');
let browser: Browser;
let state: State;
let empty: State;
let site: Dashboard;
let emptySite: Dashboard;

/** Each page once in every language, width and scheme, not all of their products. */
const windows = [
  { language: 'en', width: 1280, scheme: 'light' },
  { language: 'zh', width: 390, scheme: 'dark' },
  { language: 'zh', width: 768, scheme: 'light' },
  { language: 'en', width: 390, scheme: 'light' },
] as const;
/** The rules of accessibility are asked in two of them. */
const askedWindows: readonly unknown[] = windows.slice(0, 2);
type Window = (typeof windows)[number];

/** An open page, with everything that it should not do. */
interface Visit {
  readonly page: Page;
  readonly context: BrowserContext;
  readonly faults: string[];
}

async function visit(url: string, { language, width, scheme }: Window): Promise<Visit> {
  const context = await browser.newContext({ viewport: { width, height: 900 }, colorScheme: scheme });
  const page = await context.newPage();
  const faults: string[] = [];
  // A violation of the page's own policy is an error on the console.
  page.on('console', (message) => message.type() === 'error' && faults.push(message.text()));
  page.on('pageerror', (error) => faults.push(error.message));
  page.on('request', (request) => {
    const own = request.url().startsWith(new URL(url).origin) || request.url().startsWith('data:');
    if (!own && !url.startsWith('file:')) faults.push(`asks ${request.url()}`);
    if (url.startsWith('file:') && !request.url().startsWith('file:') && !request.url().startsWith('data:'))
      faults.push(`asks ${request.url()}`);
  });
  await page.addInitScript((chosen) => {
    try {
      localStorage.setItem('winback-language', chosen);
    } catch {
      // A page from disk may have no storage: its language is that of the export.
    }
  }, language);
  await page.goto(url);
  await page.waitForSelector('main .card');
  return { page, context, faults };
}

/** Pictures are drawn once their width is known. */
const drawn = (page: Page): Promise<unknown> =>
  page.waitForFunction(() =>
    [...document.querySelectorAll('.holder')].every((holder) => holder.firstElementChild !== null),
  );

async function violations(page: Page): Promise<string[]> {
  await page.evaluate(axe);
  const found = (await page.evaluate("axe.run(document, { resultTypes: ['violations'] })")) as {
    readonly violations: readonly {
      readonly id: string;
      readonly nodes: readonly { readonly html: string }[];
    }[];
  };
  return found.violations.map(({ id, nodes }) => `${id}: ${nodes.length} x ${nodes[0]!.html.slice(0, 160)}`);
}

describe.skipIf(program === null)('the dashboard in Chromium', { timeout: 300_000 }, () => {
  beforeAll(async () => {
    const { buildWeb } = (await import('../../scripts/lib/web.mjs' as string)) as {
      buildWeb: (to: string) => Promise<unknown>;
    };
    await buildWeb(assets);
    browser = await startChromium(program!);
    state = await openState(path.join(folder, 'state.db'));
    empty = await openState(path.join(folder, 'empty.db'));
    const now = eveningOf(await fillHistory(state, days)) + 3_600e6;
    const options = {
      port: 0,
      host: '127.0.0.1',
      names: [],
      token: null,
      language: 'en',
      now: () => now,
      assets,
    } as const;
    site = await serveDashboard({ ...options, state });
    emptySite = await serveDashboard({ ...options, state: empty });
    await exportDashboard(exported, { state, query: {}, language: 'zh', now, assets });
  }, 300_000);
  afterAll(async () => {
    await browser?.close();
    await site?.close();
    await emptySite?.close();
    await state?.close();
    await empty?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  it.each(windows)(
    '$language, $width px, $scheme: every page is whole, readable, and alone',
    async (window) => {
      const { page, context, faults } = await visit(site.url, window);
      for (const name of pageNames) {
        await page.goto(`${site.url}#/${name}`);
        await page.waitForSelector(`nav a[aria-current][href*="${name}"]`);
        await page.waitForSelector('main .card');
        if (name === 'experiments') await page.waitForSelector('#size');
        await drawn(page);
        const found = {
          cutOff: await page.evaluate(cutOff),
          broken: await page.evaluate(brokenWords),
          charts: await page.evaluate(chartFlaws, 11.5),
          axe: askedWindows.includes(window) ? await violations(page) : [],
        };
        expect(found, name).toEqual({ cutOff: [], broken: [], charts: [], axe: [] });
      }
      expect(faults).toEqual([]);
      await context.close();
    },
  );

  it('loads little: the script, and the data of 1,000 days', async () => {
    const script = await (await fetch(`${site.url}app.js`)).text();
    expect(gzipSync(script, { level: 9 }).length).toBeLessThan(60_000);
    for (const name of pageNames) {
      const { length } = await (await fetch(`${site.url}api/${name}`)).text();
      expect(length, name).toBeLessThan(400_000);
    }
    const all = await (await fetch(`${site.url}api/today?from=${historyDay(0)}`)).text();
    expect(all.length).toBeLessThan(200_000);
  });

  it('says in a sentence what an empty state does not have', async () => {
    const { page, context, faults } = await visit(emptySite.url, windows[0]);
    for (const name of pageNames) {
      await page.goto(`${emptySite.url}#/${name}`);
      await page.waitForSelector(`nav a[aria-current][href*="${name}"]`);
      expect((await page.textContent('main'))!, name).toMatch(/yet|No |Nothing|Nobody/);
      expect(await page.locator('.holder svg:empty').count()).toBe(0);
    }
    expect([await violations(page), faults]).toEqual([[], []]);
    await context.close();
  });

  it('reprices the plan as the budget moves, by the keyboard too', async () => {
    const { page, context } = await visit(`${site.url}#/campaigns`, windows[0]);
    await page.waitForSelector('#budget');
    const profit = async () =>
      Number((await page.textContent('#priced'))!.replaceAll(/[¥,]/g, '').split(' ')[0]);
    // Whole users: what the plan itself says.
    expect(await profit()).toBe(3999);
    await page.locator('#budget').focus();
    await page.keyboard.press('Home');
    expect(await profit()).toBe(0);
    await page.locator('#budget').evaluate((input: HTMLInputElement) => {
      input.value = '2475';
      input.dispatchEvent(new Event('input', { bubbles: true }));
    });
    const budget = Number(await page.inputValue('#budget'));
    expect(await profit()).toBeCloseTo(profitAt(frontier.slice(0, 99), budget)!.profit, 2);
    await context.close();
  });

  it('keeps days and model in the address, and shows a wrong one', async () => {
    const { page, context } = await visit(`${site.url}#/model?from=2024-01-01&to=2024-02-01`, windows[0]);
    expect(await page.inputValue('input[type=date] >> nth=0')).toBe('2024-01-01');
    await page.click('nav a[href*="drift"]');
    expect(page.url()).toContain('#/drift?from=2024-01-01&to=2024-02-01');
    await page.goto(`${site.url}#/model?from=2024-03-01&to=2024-02-01`);
    await page.waitForSelector('[role=alert]');
    expect(await page.textContent('[role=alert]')).toContain('from: 2024-03-01 is after 2024-02-01');
    await context.close();
  });

  it('changes language and scheme, keeps them, and is used by the keyboard', async () => {
    const { page, context } = await visit(site.url, windows[0]);
    await page.evaluate(() => localStorage.removeItem('winback-language'));
    await page.keyboard.press('Tab');
    expect(await page.evaluate(() => document.activeElement!.className)).toBe('skip');
    await page.locator('#language').focus();
    await page.keyboard.press('Enter');
    expect([await page.textContent('h1'), await page.getAttribute('html', 'lang')]).toEqual([
      '今日',
      'zh-CN',
    ]);
    await page.locator('#theme').focus();
    await page.keyboard.press('Enter');
    const luminance = await page.evaluate(() => getComputedStyle(document.body).backgroundColor);
    expect(luminance).toBe('rgb(18, 23, 29)');
    expect(
      await page.evaluate(() => [
        localStorage.getItem('winback-language'),
        localStorage.getItem('winback-theme'),
      ]),
    ).toEqual(['zh', 'dark']);
    await context.close();
  });

  it('draws again when the state changes', async () => {
    const { page, context } = await visit(site.url, windows[0]);
    await page.waitForSelector('.live.on');
    const alert = {
      ...samples.alert,
      project: 'shop',
      object: 'new_column',
      lastAt: eveningOf(historyDay(days)),
      state: 'firing',
    } as const;
    // The first look at the state is what a change is told against.
    await page.waitForTimeout(500);
    await state.put({ alert: [alert] });
    await page.waitForSelector('text=new_column');
    await context.close();
  });

  it('shows the distributions of the column that is chosen, with a table behind each picture', async () => {
    const { page, context } = await visit(`${site.url}#/drift`, windows[0]);
    await page.click('button:has-text("pay_cnt_30")');
    expect(await page.textContent('#distribution .title')).toBe('Distribution of pay_cnt_30');
    expect(await page.locator('#distribution tbody tr').count()).toBe(6);
    expect(await page.locator('figure:first-of-type details tbody tr').first().count()).toBe(1);
    expect(await page.locator('main figure').first().locator('tbody tr').count()).toBe(60);
    await context.close();
  });

  it('opens from disk without a network, in the language of the export', async () => {
    const { page, context, faults } = await visit(`file://${exported}/index.html`, windows[1]);
    for (const name of pageNames) {
      await page.goto(`file://${exported}/index.html#/${name}`);
      await page.waitForSelector(`nav a[aria-current][href*="${name}"]`);
      await drawn(page);
      expect(await page.evaluate(cutOff), name).toEqual([]);
    }
    expect([await page.textContent('h1'), faults]).toEqual(['数据', []]);
    await context.close();
  });
});
