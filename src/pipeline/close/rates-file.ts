import { writeFile } from 'node:fs/promises';

import { WinbackError } from '../../base/errors.js';
import type { CloseRate } from '../../campaign/closing/records.js';
import { writeThenRename } from '../../data/tables/paths.js';

/** What a file of rates says it is. */
export const ratesFormat = 'winback rates 1';

/** Rates as the next plan takes them: `winback plan --rates FILE`. */
export interface RatesFile {
  /** Always `winback rates 1`. */
  readonly format: typeof ratesFormat;
  /** Digests of the plans that were closed. */
  readonly plans: readonly string[];
  /** By action: the share that comes back by tier, and its standard deviation. */
  readonly actions: Readonly<
    Record<
      string,
      {
        /** By tier. */
        readonly response: Readonly<Record<string, number>>;
        /** By tier. */
        readonly responseSd: Readonly<Record<string, number>>;
      }
    >
  >;
}

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
