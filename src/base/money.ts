import { ensure, WinbackError } from './errors.js';
import { shown } from './options.js';

/** Micro-yuan in a fen, and in a yuan. */
export const microPerFen = 10_000n;
export const microPerYuan = 1_000_000n;

/** Fen that a double holds exactly. */
const mostFen = Number.MAX_SAFE_INTEGER;

/**
 * Whole fen of an amount in yuan.
 * @param yuan a number, or decimal text such as `"12.34"`
 * @throws WinbackError BAD_INPUT when it is not a whole number of fen (12.345) or beyond 2^53 fen
 */
export function fenOf(yuan: number | string, name = 'amount'): number {
  const text = typeof yuan === 'number' ? plainDecimal(yuan, name) : yuan.trim();
  const match = /^([+-]?)(\d+)(?:\.(\d*))?$/.exec(text);
  ensure(match !== null, `${name} must be an amount in yuan such as 12.34, got ${shown(yuan)}`);
  const [, sign, whole, fraction = ''] = match;
  ensure(/^\d{0,2}0*$/.test(fraction), `${name} must be whole fen (two decimals), got ${shown(yuan)}`);
  const fen = Number(`${whole}${fraction.slice(0, 2).padEnd(2, '0')}`);
  ensure(fen <= mostFen, `${name} is too large: ${shown(yuan)}`);
  return sign === '-' && fen !== 0 ? -fen : fen;
}

/** Yuan of whole fen: the double nearest to it. */
export function yuanOfFen(fen: number | bigint): number {
  return Number(fen) / 100;
}

/** Yuan of micro-yuan: the double nearest to it, as long as the whole yuan are below 2^53. */
export function yuanOfMicro(micro: bigint): number {
  const whole = micro / microPerYuan;
  return Number(`${whole === 0n && micro < 0n ? '-0' : whole}.${fractionOf(micro)}`);
}

/** Exact decimal text of whole fen, `-12.34`. */
export function yuanText(fen: bigint): string {
  const digits = (fen < 0n ? -fen : fen).toString().padStart(3, '0');
  return `${fen < 0n ? '-' : ''}${digits.slice(0, -2)}.${digits.slice(-2)}`;
}

/** Exact decimal text of whole micro-yuan in yuan, six decimals: `-12.345678`. */
export function yuanTextOfMicro(micro: bigint): string {
  const whole = (micro < 0n ? -micro : micro) / microPerYuan;
  return `${micro < 0n ? '-' : ''}${whole}.${fractionOf(micro)}`;
}

function fractionOf(micro: bigint): string {
  const rest = micro % microPerYuan;
  return (rest < 0n ? -rest : rest).toString().padStart(6, '0');
}

// The shortest decimal that reads back as the same double, without an exponent.
function plainDecimal(value: number, name: string): string {
  if (!Number.isFinite(value)) {
    throw new WinbackError('BAD_INPUT', `${name} must be a finite amount in yuan, got ${shown(value)}`);
  }
  const text = String(value);
  if (!text.includes('e')) return text;
  ensure(Math.abs(value) < 1e21, `${name} is too large: ${shown(value)}`);
  return value.toFixed(20).replace(/0+$/, '');
}
