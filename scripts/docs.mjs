// The documentation site: API reference by TypeDoc, pages by VitePress, into build/site.
//   --api    only the API reference, and whether every export and option has a comment
//   --serve  shows the built site on this machine
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';

import { docsFolder as docs, docsTools } from './lib/docs-tools.mjs';
import { step } from './lib/progress.mjs';
import { root, run } from './lib/run.mjs';

const site = path.join(root, 'build/site');

/** Words that a reader of the Chinese pages looks for, each of which the offline search has to find. */
const chineseWords = ['流失', '预算', '置信区间'];

const tool = (name, ...args) =>
  run(process.execPath, [path.join(docs, 'node_modules', name), ...args], { cwd: docs });

async function reference() {
  fs.rmSync(path.join(docs, 'reference/api'), { recursive: true, force: true });
  await tool('typedoc/bin/typedoc', '--options', 'typedoc.json');
}

async function pages() {
  fs.rmSync(site, { recursive: true, force: true });
  await tool('vitepress/bin/vitepress.js', 'build', '.');
}

// Loads the index that the page loads, with the library and the options that the page uses.
async function searchFindsChinese() {
  const chunks = path.join(site, 'assets/chunks');
  const file = fs.readdirSync(chunks).find((name) => name.startsWith('@localSearchIndexzh'));
  const { default: index } = await import(pathToFileURL(path.join(chunks, file)).href);
  const { default: MiniSearch } = await import(
    pathToFileURL(path.join(docs, 'node_modules/minisearch/dist/es/index.js')).href
  );
  const { tokenize } = await import(pathToFileURL(path.join(docs, '.vitepress/tokenize.mjs')).href);
  const fields = ['title', 'titles', 'text'];
  const search = MiniSearch.loadJSON(index, { fields, storeFields: ['title', 'titles'], tokenize });
  const lost = chineseWords.filter((word) => search.search(word).length === 0);
  if (lost.length > 0) throw new Error(`the search of the site does not find ${lost.join(', ')}`);
}

if (process.argv.includes('--serve')) {
  const { status } = spawnSync('npx', ['vitepress', 'serve', '.'], { cwd: docs, stdio: 'inherit' });
  process.exit(status ?? 1);
}
try {
  await docsTools();
  await step('Making the API reference', reference);
  if (!process.argv.includes('--api')) {
    await step('Building the pages', pages);
    await step('Searching for Chinese words', searchFindsChinese);
  }
} catch (error) {
  process.stderr.write(`\n${error.message}\n`);
  process.exit(1);
}
