import { expect, test } from 'vitest';

import { readPage } from '../support/code-blocks.js';
import { sections } from '../support/config-sections.js';
import { filled, sectionsIn } from '../support/config-tables.js';

const kinds = ['churn', 'plan', 'experiment'] as const;
const pages = kinds.flatMap((kind) => [
  { page: `docs/reference/${kind}-config.md`, language: 'en' as const },
  { page: `docs/zh/reference/${kind}-config.md`, language: 'zh' as const },
]);

test.each(pages)(
  '$page holds what the checks accept (else: node scripts/config-doc.mjs)',
  ({ page, language }) => {
    const text = readPage(page);
    expect(filled(text, language)).toBe(text);
    expect(text.match(/^\| `[^|]*\| +\|.*/gm), 'keys without a meaning').toBeNull();
  },
);

test.each(['docs/reference', 'docs/zh/reference'])('%s shows every section', (folder) => {
  const shown = kinds.flatMap((kind) => sectionsIn(readPage(`${folder}/${kind}-config.md`)));
  expect(shown.sort()).toEqual(Object.keys(sections).sort());
});
