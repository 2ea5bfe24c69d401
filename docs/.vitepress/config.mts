import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

import { type DefaultTheme, defineConfig } from 'vitepress';

import { tokenize } from './tokenize.mjs';

const docs = fileURLToPath(new URL('..', import.meta.url));

/** The four kinds of page, in reading order, with their names in both languages. */
const kinds = {
  tutorial: { en: 'Tutorials', zh: '教程' },
  'how-to': { en: 'How-to guides', zh: '操作指南' },
  reference: { en: 'Reference', zh: '参考' },
  explanation: { en: 'Explanation', zh: '原理说明' },
  decisions: { en: 'Decisions', zh: '设计决定' },
} as const;

const titleOf = (file: string): string =>
  /^# (.+)$/m.exec(readFileSync(file, 'utf8'))?.[1]?.replaceAll('`', '') ?? path.basename(file, '.md');

function pagesOf(folder: string, link: string): DefaultTheme.SidebarItem[] {
  const entries = readdirSync(folder, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1));
  return entries.flatMap((entry): DefaultTheme.SidebarItem[] => {
    // One link: every page carries the whole sidebar, and the reference has hundreds of pages with an index of their own.
    if (entry.name === 'api') return [{ text: 'API', link: `${link}api/` }];
    if (entry.isDirectory()) {
      const items = pagesOf(path.join(folder, entry.name), `${link}${entry.name}/`);
      return items.length === 0 ? [] : [{ text: entry.name, items, collapsed: true }];
    }
    if (!entry.name.endsWith('.md')) return [];
    const text = titleOf(path.join(folder, entry.name));
    return [{ text, link: `${link}${entry.name === 'index.md' ? '' : entry.name.slice(0, -3)}` }];
  });
}

function sidebar(language: 'en' | 'zh'): DefaultTheme.SidebarItem[] {
  const [root, base] = language === 'en' ? [docs, '/'] : [path.join(docs, 'zh'), '/zh/'];
  const present = new Set(readdirSync(root));
  return Object.entries(kinds)
    .filter(([kind]) => present.has(kind))
    .map(([kind, names]) => ({
      text: names[language],
      items: pagesOf(path.join(root, kind), `${base}${kind}/`),
      collapsed: kind === 'decisions',
    }));
}

export default defineConfig({
  title: 'winback',
  description: 'Who is about to leave, whom to spend on, and did it work',
  outDir: path.join(docs, '../build/site'),
  cacheDir: path.join(docs, '../build/site-cache'),
  cleanUrls: true,
  lastUpdated: false,
  // Links that leave docs/ (README, bench/, examples/) work on the forge and in the package, not on the site.
  ignoreDeadLinks: [/\.\.\/(\.\.\/)*(README|CHANGELOG|CONTRIBUTING|LICENSE|bench|examples)/],
  srcExclude: ['node_modules/**'],
  themeConfig: {
    search: {
      provider: 'local',
      options: {
        miniSearch: { options: { tokenize } },
        locales: {
          zh: {
            translations: {
              button: { buttonText: '搜索', buttonAriaLabel: '搜索' },
              modal: {
                noResultsText: '没有找到',
                resetButtonTitle: '清除',
                footer: { selectText: '选择', navigateText: '切换', closeText: '关闭' },
              },
            },
          },
        },
      },
    },
    outline: [2, 3],
  },
  locales: {
    root: { label: 'English', lang: 'en', themeConfig: { sidebar: sidebar('en') } },
    zh: {
      label: '简体中文',
      lang: 'zh-CN',
      description: '谁要流失，钱花在谁身上，有没有用',
      themeConfig: {
        sidebar: sidebar('zh'),
        outline: { level: [2, 3], label: '本页目录' },
        docFooter: { prev: '上一页', next: '下一页' },
        returnToTopLabel: '回到顶部',
        sidebarMenuLabel: '目录',
        darkModeSwitchLabel: '深色模式',
      },
    },
  },
});
