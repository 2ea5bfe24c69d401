// The table of providers in both languages says what the providers declare.
import { readFileSync } from 'node:fs';

import { expect, test } from 'vitest';

import { providerKinds } from '../../../../src/delivery/channels/kinds.js';

test.each(['docs/reference/channels.md', 'docs/zh/reference/channels.md'])('%s', (page) => {
  const text = readFileSync(page, 'utf8');
  const rows = [...providerKinds.values()].map(({ facts }) => {
    const { type, batch, perRecipientParams, idempotency, keyTtlSeconds, limits, receipts, address } = facts;
    const limit = limits.map(({ most, per }) => `${most}/${per}`).join(', ') || '-';
    const key = keyTtlSeconds === null ? '-' : `${keyTtlSeconds} s`;
    const cells = [
      `\`${type}\``,
      batch,
      perRecipientParams ? 'yes' : 'no',
      idempotency,
      key,
      limit,
      receipts,
    ];
    return `| ${[...cells, address, facts.triedLive ? 'yes' : 'no'].join(' | ')} |`;
  });
  expect(rows.length).toBeGreaterThan(8);
  for (const row of rows.sort()) expect(text).toContain(`${row}\n`);
});
