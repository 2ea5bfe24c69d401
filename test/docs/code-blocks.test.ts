// Every block of code in README and docs/ is run against this build, or checked as the configuration it shows.
// ```sh and ```ts run in the order of the page, in a folder in which `winback demo --users 2000` was run. A ```yaml or
// ```json block names its kind: churn, plan, experiment, metrics or uplift, and the file that it is written to, if any. ```text is output.
import { spawnSync } from 'node:child_process';
import { rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';

import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { parse } from 'yaml';

import { checkPlanOptions } from '../../src/entries/campaign.js';
import { experimentConfig } from '../../src/index.js';
import { metricDictionary } from '../../src/metrics/dictionary.js';
import { churnConfig } from '../../src/pipeline/churn/config.js';
import { upliftConfig } from '../../src/pipeline/uplift/train.js';
import { type CodeBlock, codeBlocks, pages, readPage, root } from '../support/code-blocks.js';
import { emptyFolder, folderWith, runIn } from '../support/doc-folder.js';

const languages = ['sh', 'ts', 'yaml', 'json', 'python', 'text', 'sql', 'csv'];
const configs: Record<string, (given: unknown) => unknown> = {
  churn: (given) => churnConfig(given, 'config'),
  experiment: (given) => experimentConfig(given),
  metrics: metricDictionary,
  uplift: (given) => upliftConfig(given),
  plan: (given) => {
    const { output: _, ...plan } = given as Record<string, unknown>;
    return checkPlanOptions((plan['plan'] as object | undefined) ?? plan);
  },
};

const all = pages().map((page) => ({ page, blocks: codeBlocks(readPage(page)) }));
// A Chinese page has the blocks of its English page (pages.test.ts): they are run once.
const runnable = all.filter(
  ({ page, blocks }) =>
    !page.includes('zh') && blocks.some(({ language }) => ['sh', 'ts'].includes(language)),
);
const folders: string[] = [];
let demo = '';

beforeAll(() => {
  demo = emptyFolder();
  folders.push(demo);
  runIn(demo, 'sh', ['-c', demoCommand]);
});

afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

/** What was run in every folder before: a page that begins with it goes on from there. */
const demoCommand = 'npx winback demo --users 2000 --lang en --quiet';

/** Whether this machine's Python has what the pages import. */
const python = spawnSync('python3', ['-c', 'import lightgbm, pandas, pyarrow']).status === 0;

function runBlock(folder: string, { language, words, text }: CodeBlock, name: string): void {
  if (language === 'sh' && text.trim() !== demoCommand) runIn(folder, 'sh', ['-e', '-c', text]);
  if (language === 'ts') {
    writeFileSync(path.join(folder, `${name}.ts`), text);
    const tsx = `file://${path.join(root, 'node_modules/tsx/dist/esm/index.mjs')}`;
    runIn(folder, process.execPath, ['--import', tsx, `${name}.ts`]);
  }
  if (language === 'python' && python) runIn(folder, 'python3', ['-c', text]);
  const file = words[1];
  if (file !== undefined) writeFileSync(path.join(folder, file), text);
}

test.each(all)(
  '$page: every block says what it is, and configurations pass the checks',
  ({ page, blocks }) => {
    for (const { language, words, text, line } of blocks) {
      expect(languages, `${page}:${line}`).toContain(language);
      if (language !== 'yaml' && language !== 'json') continue;
      const check = configs[words[0] ?? ''];
      expect(check, `${page}:${line} names churn, plan, experiment, metrics or uplift`).toBeDefined();
      expect(() => check!(parse(text)), `${page}:${line}`).not.toThrow();
    }
  },
);

describe('pages that run', () => {
  test.each(runnable)(
    '$page',
    ({ page, blocks }) => {
      const folder = folderWith(demo);
      folders.push(folder);
      for (const block of blocks) {
        const name = `block-${block.line}`;
        expect(() => runBlock(folder, block, name), `${page}:${block.line}`).not.toThrow();
      }
    },
    600_000,
  );

  test('their TypeScript has no type error', () => {
    const folder = emptyFolder();
    folders.push(folder);
    const blocks = all.flatMap(({ page, blocks: own }) =>
      own.filter(({ language }) => language === 'ts').map((block) => ({ page, ...block })),
    );
    for (const { page, line, text } of blocks)
      writeFileSync(path.join(folder, `${page.replaceAll(/\W/g, '-')}-${line}.ts`), `${text}\nexport {};\n`);
    const compilerOptions = {
      ...{ module: 'nodenext', target: 'es2022', strict: true, noEmit: true, skipLibCheck: true },
      types: ['node'],
    };
    writeFileSync(path.join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions }));
    const tsc = path.join(root, 'node_modules/typescript/bin/tsc');
    expect(() => runIn(folder, process.execPath, [tsc, '-p', '.'])).not.toThrow();
  });
});
