// Writes values and defaults of every key into docs/**/reference/*-config.md, from the checks: node scripts/config-doc.mjs
import { readFile, writeFile } from 'node:fs/promises';
import { tsImport } from 'tsx/esm/api';

const { filled } = await tsImport('../test/support/config-tables.ts', import.meta.url);

for (const language of ['en', 'zh']) {
  for (const kind of ['churn', 'plan', 'experiment']) {
    const folder = language === 'en' ? '../docs/reference/' : '../docs/zh/reference/';
    const page = new URL(`${folder}${kind}-config.md`, import.meta.url);
    await writeFile(page, filled(await readFile(page, 'utf8'), language));
  }
}
