import { writeFile } from 'node:fs/promises';

import { WinbackError } from '../../base/errors.js';
import type { CloseRate } from '../../campaign/closing/records.js';
import { writeThenRename } from '../../data/tables/paths.js';
import { type RatesFile, ratesFormat } from '../plan/rates.js';

/** The rates by action and tier. */
export function ratesFile(rates: readonly CloseRate[], plans: readonly string[]): RatesFile {
  const names = [...new Set(rates.map(({ action }) => action))];
  const byTier = (action: string, of: (rate: CloseRate) => number): Record<string, number> =>
    Object.fromEntries(rates.filter((rate) => rate.action === action).map((rate) => [rate.tier, of(rate)]));
  const actions = names.map((action) => [
    action,
    {
      response: byTier(action, ({ response }) => response),
      responseSd: byTier(action, ({ responseSd }) => responseSd),
    },
  ]);
  return { format: ratesFormat, plans, actions: Object.fromEntries(actions) };
}

/** @throws WinbackError IO */
export async function writeRates(file: string, rates: RatesFile): Promise<void> {
  await writeThenRename(file, (temporary) =>
    writeFile(temporary, `${JSON.stringify(rates, null, 1)}\n`),
  ).catch((cause: unknown) => {
    throw cause instanceof WinbackError
      ? cause
      : new WinbackError('IO', `cannot write ${file}: ${(cause as Error).message}`, { cause });
  });
}
