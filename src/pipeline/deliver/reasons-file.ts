import { open } from 'node:fs/promises';

import { formulaSafe } from '../../data/tables/formula-safe.js';
import { writeThenRename } from '../../data/tables/paths.js';
import { deliveryReasons } from '../../delivery/campaigns/reasons.js';
import type { State } from '../../state/state.js';

const header = 'user_id,action,state,reason,attempts,provider_id,updated_at\n';

/** A cell of CSV that no spreadsheet takes for a formula. */
function cellOf(value: string | number | null): string {
  const given = value === null ? '' : String(value);
  const text = typeof value === 'string' ? formulaSafe(given) : given;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** Writes what became of each user of a campaign into a CSV file, which appears whole or not at all. @returns users */
export async function writeReasons(
  state: State,
  file: string,
  name: { readonly project?: string | undefined; readonly campaign: string },
): Promise<number> {
  let users = 0;
  await writeThenRename(file, async (part) => {
    const handle = await open(part, 'wx', 0o600);
    try {
      await handle.write(header);
      for await (const page of deliveryReasons(state, name)) {
        users += page.length;
        await handle.write(page.map(lineOf).join(''));
      }
    } finally {
      await handle.close();
    }
  });
  return users;
}

type Reason = Awaited<ReturnType<ReturnType<typeof deliveryReasons>['next']>>['value'][number];

const lineOf = ({ user, action, state, reason, attempts, providerId, updatedAt }: Reason): string => {
  const at = new Date(updatedAt / 1000).toISOString();
  return `${[user, action, state, reason, attempts, providerId, at].map(cellOf).join(',')}\n`;
};
