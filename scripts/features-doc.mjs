// Writes the table of features in docs/reference/features.md from the definitions: node scripts/features-doc.mjs
import { readFile, writeFile } from 'node:fs/promises';
import { tsImport } from 'tsx/esm/api';

const page = new URL('../docs/reference/features.md', import.meta.url);
const { featureTable, tableEnd, tableStart } = await tsImport(
  '../test/support/feature-table.ts',
  import.meta.url,
);
const text = await readFile(page, 'utf8');
const [start, end] = [text.indexOf(tableStart), text.indexOf(tableEnd)];
if (start < 0 || end < start) throw new Error('docs/reference/features.md has lost its marks');
await writeFile(page, text.slice(0, start) + featureTable() + text.slice(end + tableEnd.length));
