import { readFileSync } from 'node:fs';

import { expect, it } from 'vitest';

import { featureTable } from '../../support/feature-table.js';

it('docs/reference/features.md holds the table of the definitions (else: node scripts/features-doc.mjs)', () => {
  const page = readFileSync(new URL('../../../docs/reference/features.md', import.meta.url), 'utf8');
  expect(page).toContain(featureTable());
});
