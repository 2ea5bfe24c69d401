// The pages beside each other: links that lead somewhere, and a Chinese page with the same blocks for what users read.
import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';

import { expect, test } from 'vitest';

import { codeBlocks, pages, readPage, root } from '../support/code-blocks.js';

/** Pages for people who work on winback, and what is made from the sources for both languages at once. */
const englishOnly = [/^docs\/decisions\//, /^docs\/reference\/features\.md$/, /^docs\/contributing/];
const english = pages().filter(
  (page) =>
    page.startsWith('docs/') && !page.startsWith('docs/zh/') && !englishOnly.some((rule) => rule.test(page)),
);

test.each(['README.md', ...english])('%s has its Chinese page with the same blocks', (page) => {
  const chinese = page === 'README.md' ? 'README.zh.md' : page.replace('docs/', 'docs/zh/');
  expect(existsSync(path.join(root, chinese)), chinese).toBe(true);
  const text = readPage(chinese);
  expect(text).toMatch(/^#+ .*[\u4e00-\u9fff]/m);
  const shown = (markdown: string): string[] =>
    codeBlocks(markdown).map(({ text: code }) => withoutComments(code));
  expect(shown(text)).toEqual(shown(readPage(page)));
});

test('no Chinese page is without its English page', () => {
  const alone = pages().filter(
    (page) => page.startsWith('docs/zh/') && !english.includes(page.replace('zh/', '')),
  );
  expect(alone).toEqual([]);
});

test.each([...pages(), 'CHANGELOG.md', 'CONTRIBUTING.md', 'bench/README.md'])('links of %s', (page) => {
  const text = readPage(page).replaceAll(/^```[\s\S]*?^```$/gm, '');
  const broken = [...text.matchAll(/\]\(([^)\s]+)\)/g)]
    .map((found) => found[1]!)
    .filter((link) => !/^(https?:|mailto:)/.test(link) && !link.includes('reference/api'))
    .filter((link) => !resolves(page, link));
  expect(broken).toEqual([]);
});

/** Files of this repository, relative to the root. */
const sources = ['bench', 'native', 'python', 'scripts', 'src', 'test', 'third_party'].flatMap((folder) =>
  existsSync(path.join(root, folder))
    ? readdirSync(path.join(root, folder), { recursive: true, encoding: 'utf8' }).map(
        (name) => `/${folder}/${name.replaceAll(path.sep, '/')}`,
      )
    : [],
);

/** Headers of libraries, and names with a placeholder. */
const notOurs = /(^|\/)(napi\.h|sqlite3\.h|c_api\.(h|cpp)|alloc\.c|X[_-]binding\.(ts|cpp)|NAME\.ts)$/;

test.each([...pages(), 'CONTRIBUTING.md', 'bench/README.md'])(
  'source files that %s names are there',
  (page) => {
    const text = readPage(page).replaceAll(/^```[\s\S]*?^```$/gm, '');
    const lost = [...text.matchAll(/`([\w./-]+\.(?:c|cpp|h|ts|py|R))`/g)]
      .map((found) => found[1]!)
      .filter((name) => !notOurs.test(name) && !sources.some((file) => file.endsWith(`/${name}`)));
    expect(lost).toEqual([]);
  },
);

function resolves(page: string, link: string): boolean {
  const [file = '', anchor] = link.split('#');
  const target = file === '' ? page : path.posix.join(path.posix.dirname(page), file);
  if (!existsSync(path.join(root, target))) return false;
  if (anchor === undefined || !target.endsWith('.md')) return true;
  const headings = [...readPage(target).matchAll(/^#+ (.+)$/gm)].map((found) => slug(found[1]!));
  return headings.includes(decodeURIComponent(anchor));
}

const slug = (heading: string): string =>
  heading
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}\s-]/gu, '')
    .replaceAll(/\s+/g, '-');

/** Comments of the blocks may be in Chinese. */
const withoutComments = (code: string): string =>
  code
    .split('\n')
    .map((line) => line.replace(/\s*(?:#|\/\/) .*$/, ''))
    .join('\n');
