// Messages of a dispatcher that was killed are not forgotten by the next run.
import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';

import { afterAll, expect, test } from 'vitest';

import { queueCampaign } from '../../../src/delivery/campaigns/queue.js';
import { deliverConfig } from '../../../src/pipeline/deliver/config.js';
import { type OpenHouse, withHouse } from '../../../src/pipeline/deliver/house.js';
import { runDeliveries } from '../../../src/pipeline/deliver/run.js';

const root = mkdtempSync(path.join(os.tmpdir(), 'winback-run-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

let now = Date.UTC(2026, 6, 1, 4) * 1000;
const run = (open: OpenHouse, more: { readonly approveBy?: string } = {}) =>
  runDeliveries(open, {
    ...{
      campaign: 'july',
      live: false,
      afterFirstBatch: false,
      by: 'second',
      longestWaitSeconds: 0,
      ...more,
    },
    monotonic: () => now / 1000,
  });

test('it says when they can be taken back, and takes them back then', async () => {
  const config = deliverConfig({ name: 'shop', delivery: {} }, 'config');
  await withHouse({ config, root, now: () => now }, async (open) => {
    const rules = { purpose: 'marketing', zone: 'UTC', planDigest: 'p0', at: now } as const;
    const message = { action: 'coupon', address: null, body: {}, costMinor: 0, currency: 'CNY' };
    await queueCampaign(open.state, { ...rules, project: 'shop', campaign: 'july', channel: 'files' }, [
      [
        { ...message, user: 'u1' },
        { ...message, user: 'u2' },
      ],
    ]);
    const lost = (await open.state.list('message')).find(({ user }) => user === 'u2');
    const leaseUntil = now + 60_000_000;
    await open.state.put({ message: [{ ...lost!, state: 'sending', leaseUntil, leaseBy: 'killed' }] });

    const first = await run(open, { approveBy: 'li' });
    expect(first.next).toBe(new Date(leaseUntil / 1000).toISOString());
    expect(first.deliveries[0]!.states).toEqual({ accepted: 1, sending: 1 });
    now = leaseUntil + 1_000_000;
    const second = await run(open);
    expect([second.next, second.recovered, second.deliveries[0]!.states]).toEqual([null, 1, { accepted: 2 }]);
  });
});
