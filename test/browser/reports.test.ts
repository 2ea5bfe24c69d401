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
const windows = [
  { width: 1280, scheme: 'light' },
  { width: 1280, scheme: 'dark' },
  { width: 768, scheme: 'dark' },
  { width: 390, scheme: 'light' },
  { width: 390, scheme: 'dark' },
] as const;
type Window = (typeof windows)[number];
const [wide, wideDark, , , phoneDark] = windows;
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

/** All that is asked of a page in one window; axe in two of them only. */
async function inspected(file: string, { width, scheme }: Window) {
  const context = await browser.newContext({ viewport: { width, height: 900 }, colorScheme: scheme });
  try {
    const page = await context.newPage();
    await page.goto(`file://${file}`);
    const askAxe = (width === 1280) === (scheme === 'light') && width !== 768;
    return {
      cutOff: await page.evaluate(cutOff),
      broken: await page.evaluate(brokenWords),
      charts: await page.evaluate(chartFlaws, 11.5),
      papers: await page.evaluate(papers),
      contents: await page.evaluate(contentsFlaws),
      beside: await page.evaluate(besideEachOther),
      axe: askAxe ? await violations(page) : null,
    };
  } finally {
    await context.close();
  }
}

const found = new Map<string, ReturnType<typeof inspected>>();

/** The same, each page and window once. */
function look(file: string, window: Window): ReturnType<typeof inspected> {
  const key = `${file} ${window.width} ${window.scheme}`;
  const known = found.get(key) ?? inspected(file, window);
  found.set(key, known);
  return known;
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
  const { violations } = (await page.evaluate('axe.run(document)')) as AxeResult;
  return violations
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
    for (const window of windows) expect((await look(file, window)).cutOff, shown(window)).toEqual([]);
  });

  it.each(pages)('%s, %s: break no name, date, number or word', async (_name, _language, file) => {
    for (const window of windows) {
      const { broken } = await look(file, window);
      // The head of the page may break a file's name of 60 letters on a phone.
      expect(
        broken.filter((word) => !longName.includes(word)),
        shown(window),
      ).toEqual([]);
    }
  });

  it.each(pages)(
    '%s, %s: chart text is 11.5 px, readable, and on nothing else',
    async (_name, _lang, file) => {
      for (const window of windows) expect((await look(file, window)).charts, shown(window)).toEqual([]);
    },
  );

  it.each(pages)('%s, %s: charts follow the dark mode', async (_name, _language, file) => {
    const [light, dark] = [(await look(file, wide)).papers, (await look(file, wideDark)).papers];
    expect(dark.charts.length).toBeGreaterThan(0);
    expect(Math.max(dark.page, ...dark.charts)).toBeLessThan(0.25);
    expect(Math.min(light.page, ...light.charts)).toBeGreaterThan(0.9);
  });

  it.each(pages)(
    '%s, %s: pass axe, and the contents list leads to every section',
    async (_name, _lang, file) => {
      for (const window of [wide, phoneDark]) {
        const { axe, contents } = await look(file, window);
        expect({ axe, contents }, shown(window)).toEqual({ axe: [], contents: [] });
      }
    },
  );

  it.each(pages)(
    '%s, %s: two charts stand beside each other where there is room',
    async (_name, _lang, file) => {
      const [large, small] = [(await look(file, wide)).beside, (await look(file, phoneDark)).beside];
      expect(large.length).toBeGreaterThan(0);
      expect(large.every((beside) => beside)).toBe(true);
      expect(small.some((beside) => beside)).toBe(false);
    },
  );
});

const shown = ({ width, scheme }: Window): string => `${width} px ${scheme}`;
