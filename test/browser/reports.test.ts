// The pages as people see them: in Chromium, at three widths, in light and dark, in both languages.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import os from 'node:os';
import path from 'node:path';

import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { renderEvaluationReport, renderExperimentReport } from '../../src/report/index.js';
import { winback } from '../cli/run.js';
import { sampleExperiment } from '../unit/report/experiment-samples.js';
import { sampleChurn, samplePlan } from '../unit/report/record-samples.js';
import { chromiumPath, startChromium } from './chromium.js';
import { besideEachOther, brokenWords, chartFlaws, contentsFlaws, cutOff, papers } from './inspect.js';

const program = chromiumPath();
if (program === null)
  console.warn('no Chromium (apt-get install chromium, or CHROMIUM=FILE): page tests skipped');

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const folder = mkdtempSync(path.join(os.tmpdir(), 'winback-pages-'));
const languages = ['zh', 'en'] as const;
/** The two schemes differ in colours only: each width is looked at in one, and both at the ends. */
const windows = [
  { width: 1280, scheme: 'light' },
  { width: 768, scheme: 'dark' },
  { width: 390, scheme: 'light' },
  { width: 390, scheme: 'dark' },
] as const;
const pages = languages.flatMap((language) =>
  ['demo-evaluation', 'demo-experiment', 'sample-evaluation', 'sample-experiment'].map(
    (name) => [name, language, path.join(folder, `${name}-${language}.html`)] as const,
  ),
);
let browser: Browser;

/** Long names, many columns, text that looks like markup: what the demo does not have. */
const longName = 'quota_exhausted_days_in_the_last_30 <b>&"x"</b>';

async function writePages(language: 'zh' | 'en'): Promise<void> {
  const out = path.join(folder, `demo-${language}`);
  const { code, stderr } = await winback([
    'demo',
    '--users',
    '2000',
    '--lang',
    language,
    '--out',
    out,
    '--quiet',
  ]);
  if (code > 1) throw new Error(stderr);
  const scores = Array.from({ length: 20 }, (_, i) => ({
    from: i / 20,
    to: (i + 1) / 20,
    churned: 3 * i,
    stayed: 400 - 19 * i,
  }));
  const origin = { createdAt: '2026-02-01T03:04:05Z', version: '0.1.0', config: `${longName}.yaml` };
  const evaluation = await renderEvaluationReport(
    { churn: sampleChurn(longName), plan: samplePlan(), scores },
    { language, origin },
  );
  const experiment = await renderExperimentReport(
    { result: sampleExperiment(longName), sampleSize: null },
    { language, origin },
  );
  const html = (name: string) => readFileSync(path.join(out, `${name}_report.html`), 'utf8');
  const all = {
    'demo-evaluation': html('evaluation'),
    'demo-experiment': html('experiment'),
    'sample-evaluation': evaluation.get('evaluation_report.html'),
    'sample-experiment': experiment.get('experiment_report.html'),
  };
  for (const [name, text] of Object.entries(all))
    writeFileSync(path.join(folder, `${name}-${language}.html`), text!);
}

async function opened<T>(
  file: string,
  { width, scheme }: { readonly width: number; readonly scheme: 'light' | 'dark' },
  look: (page: Page) => Promise<T>,
): Promise<T> {
  const context = await browser.newContext({ viewport: { width, height: 900 }, colorScheme: scheme });
  try {
    const page = await context.newPage();
    await page.goto(`file://${file}`);
    return await look(page);
  } finally {
    await context.close();
  }
}

interface AxeResult {
  readonly violations: readonly {
    readonly id: string;
    readonly impact: string;
    readonly nodes: readonly { readonly html: string }[];
  }[];
}

/** Serious and critical violations of the accessibility rules. */
async function violations(page: Page): Promise<string[]> {
  // The page's own policy lets no script in: axe runs in the page's world by the debugger.
  await page.evaluate(axe);
  const found = (await page.evaluate('axe.run(document)')) as AxeResult;
  return found.violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(({ id, nodes }) => `${id}: ${nodes.length} x ${nodes[0]!.html.slice(0, 120)}`);
}

// Pages are opened hundreds of times: a busy machine may take minutes.
describe.skipIf(program === null)('report pages in Chromium', { timeout: 300_000 }, () => {
  beforeAll(async () => {
    browser = await startChromium(program!);
    for (const language of languages) await writePages(language);
  }, 300_000);
  afterAll(async () => {
    await browser?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  it.each(pages)('%s, %s: cut nothing off without a sign, at any width', async (_name, _language, file) => {
    for (const window of windows.slice(0, 3)) {
      expect(await opened(file, window, (page) => page.evaluate(cutOff)), `${window.width} px`).toEqual([]);
    }
  });

  it.each(pages)('%s, %s: break no name, date, number or word', async (_name, _language, file) => {
    for (const width of [1280, 768, 390]) {
      const broken = await opened(file, { width, scheme: 'light' }, (page) => page.evaluate(brokenWords));
      // The head of the page may break a file's name of 60 letters on a phone.
      expect(
        broken.filter((word) => !longName.includes(word)),
        `${width} px`,
      ).toEqual([]);
    }
  });

  it.each(pages)(
    '%s, %s: chart text is 11.5 px, readable, and on nothing else',
    async (_name, _language, file) => {
      for (const window of windows) {
        const flaws = await opened(file, window, (page) => page.evaluate(chartFlaws, 11.5));
        expect(flaws, `${window.width} px ${window.scheme}`).toEqual([]);
      }
    },
  );

  it.each(pages)('%s, %s: charts follow the dark mode', async (_name, _language, file) => {
    const dark = await opened(file, { width: 1280, scheme: 'dark' }, (page) => page.evaluate(papers));
    const light = await opened(file, { width: 1280, scheme: 'light' }, (page) => page.evaluate(papers));
    expect(dark.charts.length).toBeGreaterThan(0);
    expect(Math.max(dark.page, ...dark.charts)).toBeLessThan(0.25);
    expect(Math.min(light.page, ...light.charts)).toBeGreaterThan(0.9);
  });

  it.each(pages)(
    '%s, %s: pass axe, and the contents list leads to every section',
    async (_name, _language, file) => {
      for (const window of [windows[0]!, windows.at(-1)!]) {
        const found = await opened(file, window, async (page) => ({
          axe: await violations(page),
          contents: await page.evaluate(contentsFlaws),
        }));
        expect(found, `${window.width} px ${window.scheme}`).toEqual({ axe: [], contents: [] });
      }
    },
  );

  it.each(pages)(
    '%s, %s: two charts stand beside each other where there is room',
    async (_name, _language, file) => {
      const wide = await opened(file, windows[0]!, (page) => page.evaluate(besideEachOther));
      const phone = await opened(file, windows.at(-1)!, (page) => page.evaluate(besideEachOther));
      expect(wide.length).toBeGreaterThan(0);
      expect(wide.every((beside) => beside)).toBe(true);
      expect(phone.some((beside) => beside)).toBe(false);
    },
  );
});
