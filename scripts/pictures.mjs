// Pictures of the README: the dashboard over a simulated run of 60 days, and a report of the demo, in Chromium. It makes both
// demonstrations in build/pictures first, unless they are there.
//   CHROMIUM=FILE node scripts/pictures.mjs
import { spawn } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';

import { step } from './lib/progress.mjs';
import { root, run } from './lib/run.mjs';

const program = process.env.CHROMIUM ?? '/usr/bin/chromium';
const work = path.join(root, 'build', 'pictures');
const target = path.join(root, 'docs', 'pictures');
const winback = path.join(root, 'bin', 'winback.js');

/** What is photographed: language, page of the dashboard, and how much of it. */
const pages = [
  { file: 'dashboard-campaigns-en', language: 'en', page: 'campaigns?to=2025-08-25', height: 1010 },
  { file: 'dashboard-model-en', language: 'en', page: 'model', height: 860 },
  { file: 'dashboard-campaigns-zh', language: 'zh', page: 'campaigns?to=2025-08-25', height: 1010 },
  { file: 'dashboard-model-zh', language: 'zh', page: 'model', height: 860 },
];

async function demonstrations() {
  const days = path.join(work, 'days');
  if (!fs.existsSync(days))
    await step('Running 60 days', () =>
      run(process.execPath, [winback, 'demo', '--days', '60', '--out', work, '--quiet']),
    );
  for (const language of ['en', 'zh']) {
    const out = path.join(work, language);
    const args = ['demo', '--users', '2000', '--lang', language, '--out', out, '--quiet'];
    if (!fs.existsSync(out))
      await step(`Making a report (${language})`, () => run(process.execPath, [winback, ...args]));
  }
}

/** Serves the dashboard while `look` works. */
async function whileServing(look) {
  const state = path.join(work, 'days', 'winback.db');
  const server = spawn(process.execPath, [winback, 'dashboard', '--state', state, '--port', '0', '--json']);
  try {
    const first = await new Promise((resolve, reject) => {
      server.stdout.once('data', (line) => resolve(String(line)));
      server.once('exit', (code) => reject(new Error(`winback dashboard ended with ${code}`)));
    });
    await look(JSON.parse(first).listening);
  } finally {
    server.kill();
  }
}

/** A page that is as wide as a README shows it, at twice its points. */
async function photograph(browser, url, { file, language, height }, ready) {
  const context = await browser.newContext({ viewport: { width: 1180, height }, colorScheme: 'light' });
  const page = await context.newPage();
  await page.addInitScript((chosen) => {
    try {
      localStorage.setItem('winback-language', chosen);
    } catch {
      // A page from disk may have no storage.
    }
  }, language);
  await page.goto(url);
  await page.waitForSelector(ready);
  // Pictures are drawn once their width is known.
  await page.waitForTimeout(1000);
  await page.screenshot({ path: path.join(target, `${file}.png`) });
  await context.close();
}

const { chromium } = await import('playwright-core');
await demonstrations();
fs.mkdirSync(target, { recursive: true });
const browser = await chromium.launch({
  executablePath: program,
  args: ['--no-sandbox', '--disable-dev-shm-usage', '--disable-gpu'],
});
try {
  await whileServing(async (url) => {
    for (const one of pages) await photograph(browser, `${url}#/${one.page}`, one, 'main .card');
  });
  for (const language of ['en', 'zh']) {
    const report = path.join(work, language, 'experiment_report.html');
    await photograph(
      browser,
      `file://${report}`,
      { file: `report-${language}`, language, height: 900 },
      'h1',
    );
  }
} finally {
  await browser.close();
}
