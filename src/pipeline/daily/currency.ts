import { WinbackError } from '../../base/errors.js';
import { type Check, shown } from '../../base/options.js';
import type { Contact } from './memory.js';

/** ISO 4217 code of a currency. */
export const currencyCode: Check<string> = (value, name) => {
  if (typeof value === 'string' && /^[A-Z]{3}$/.test(value)) return value;
  throw new WinbackError(
    'BAD_INPUT',
    `${name} must be the code of a currency in three capital letters, such as CNY, got ${shown(value)}`,
  );
};

// ISO 4217, currencies whose minor unit is not a hundredth.
const without = 'BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF'.split(' ');
const thousandths = 'BHD IQD JOD KWD LYD OMR TND'.split(' ');

/** Minor units of a currency in a fen, by which the planner's hundredths are meant whatever the currency. */
function minorPerFen(currency: string): number {
  if (without.includes(currency)) return 0.01;
  return thousandths.includes(currency) ? 10 : 1;
}

/** Fen, hundredths of the currency, of an amount in its minor units. */
export const fenOfMinor = (minor: number, currency: string): number =>
  Math.round(minor / minorPerFen(currency));

/**
 * Minor units of amounts in fen, whole. Where a minor unit is more than a fen, what is cut off one amount is added to the next:
 * the sum is never more than that of the amounts.
 */
export function minorOfFen(fen: readonly number[], currency: string): readonly number[] {
  const factor = minorPerFen(currency);
  if (factor >= 1) return fen.map((one) => Math.round(one * factor));
  const per = Math.round(1 / factor);
  let sum = 0;
  return fen.map((one) => {
    const before = Math.floor(sum / per);
    sum += one;
    return Math.floor(sum / per) - before;
  });
}

/** One amount in fen as minor units, to the nearest. */
export const nearestMinor = (fen: number, currency: string): number =>
  Math.round(fen * minorPerFen(currency));

/**
 * What contacts cost, fen.
 * @throws WinbackError BAD_INPUT where some cost another currency: no sum of both means anything
 */
export function costOf(contacts: readonly Contact[], currency: string): number {
  let sum = 0;
  for (const contact of contacts) {
    if (contact.costFen !== 0 && contact.currency !== currency)
      throw new WinbackError(
        'BAD_INPUT',
        `daily.currency is ${currency}, and contacts of ${contact.date} cost ${contact.currency}: money of two currencies has no sum; write ${contact.currency} again, or give the configuration another name`,
      );
    sum += contact.costFen;
  }
  return sum;
}
