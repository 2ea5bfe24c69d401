// Files of people: what would silently reach the wrong users, or keep no opt-out, is suppressed with its reason or refused.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';

import { afterAll, describe, expect, test } from 'vitest';

import type { CampaignMessage } from '../../../src/delivery/campaigns/queue.js';
import { listMessages } from '../../../src/pipeline/deliver/list-messages.js';
import { addressesOf } from '../../../src/pipeline/deliver/opt-out-file.js';

const folder = mkdtempSync(path.join(os.tmpdir(), 'winback-lists-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function file(name: string, content: string): string {
  const full = path.join(folder, name);
  writeFileSync(full, content);
  return full;
}

describe('a list of users', () => {
  const columns = {
    ...{ user: 'user_id', action: 'action', cost: 'cost', address: null, zone: null },
    ...{ consent: 'assumed', properties: [] },
  };
  const messagesOf = async (content: string): Promise<readonly CampaignMessage[]> => {
    const found: CampaignMessage[] = [];
    for await (const batch of listMessages(file('list.csv', content), columns, 'CNY')) found.push(...batch);
    return found;
  };

  test('whom the plan does nothing to is not contacted: the holdout stands in decisions.csv too', async () => {
    const found = await messagesOf('user_id,action,cost\nu1,sms,0.1\nu2,none,0\n');
    expect(found.map(({ user, suppressed }) => [user, suppressed])).toEqual([
      ['u1', undefined],
      ['u2', 'no action'],
    ]);
  });

  test.each([['0x10'], ['-1'], ['Infinity'], ['1e20'], ['five']])(
    'a cost of %s is refused with its row',
    async (cost) => {
      const bad = messagesOf(`user_id,action,cost\nu1,sms,1.5\nu2,sms,${cost}\n`);
      await expect(bad).rejects.toThrow(/list\.csv, row 2: "cost" holds ".*", which is no cost/);
    },
  );
});

describe('a file of opt-outs', () => {
  test('one address a line, with a heading in any letters', async () => {
    expect(await addressesOf(file('good.txt', '\uFEFFAddress\r\n13800000001\r\n\r\na@b.cn\r\n'))).toEqual([
      '13800000001',
      'a@b.cn',
    ]);
  });

  test.each([
    [
      'a column that only a later line has',
      'address\n13800000001\n13800000002,2026-07-01\n',
      'several columns',
    ],
    ['quotes', '13800000001\n"13800000002"\n', 'line 2: an address begins with a quote'],
    ['the apostrophe of a spreadsheet', "'+8613800000002\n", 'line 1: an address begins with a quote'],
  ])('%s is refused: no address would be equal to it', async (_, content, said) => {
    await expect(addressesOf(file('bad.txt', content))).rejects.toThrow(said);
  });
});
