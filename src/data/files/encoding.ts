import { isAscii, isUtf8 } from 'node:buffer';

import { WinbackError } from '../../base/errors.js';
import { type Check, shown, text } from '../../base/options.js';

/** Which characters the bytes of a text file mean. */

/** Encodings that are told in messages; every name of the WHATWG standard is taken. */
const examples = 'utf-8, gb18030 (also gbk), utf-16le, utf-16be, windows-1252 (also latin1), big5, shift_jis';

/** The standard name of an encoding. @throws WinbackError BAD_INPUT for an unknown one */
export const encodingName: Check<string> = (value, name) => {
  const given = text(value, name);
  try {
    const { encoding } = new TextDecoder(otherNames.get(given.toLowerCase()) ?? given);
    // One decoder reads both. GB18030 has every character of GBK, so messages name it.
    return encoding === 'gbk' ? 'gb18030' : encoding;
  } catch {
    throw new WinbackError('BAD_INPUT', `${name}: unknown encoding ${shown(given)}; known are ${examples}`);
  }
};

/** Names that Python and Windows use and the standard does not have. */
const otherNames: ReadonlyMap<string, string> = new Map([
  ['latin-1', 'latin1'],
  ['cp936', 'gbk'],
  ['gb-18030', 'gb18030'],
  ['utf-16-le', 'utf-16le'],
  ['utf-16-be', 'utf-16be'],
]);

/** What the first bytes of a file tell. */
export type FirstLook =
  | { readonly kind: 'known'; readonly encoding: string }
  /** ASCII so far, which nearly all encodings share. */
  | { readonly kind: 'ascii' }
  /** Bytes that are no UTF-8. */
  | { readonly kind: 'other' }
  /** Zero bytes, but no UTF-16. */
  | { readonly kind: 'binary' };

/**
 * What bytes tell about the encoding of a file, all before them being ASCII: a mark (BOM) at its start, zero bytes as UTF-16
 * has them, valid UTF-8. A character that the end cuts is forgiven.
 */
export function lookAt(bytes: Buffer, isStart: boolean): FirstLook {
  const mark = isStart ? marks.find(({ starts }) => starts.every((byte, i) => bytes[i] === byte)) : undefined;
  if (mark !== undefined) return { kind: 'known', encoding: mark.encoding };
  if (bytes.includes(0)) return ofZeros(bytes);
  if (isAscii(bytes)) return { kind: 'ascii' };
  const isValid = isUtf8(bytes.subarray(0, wholeCharacters(bytes)));
  return isValid ? { kind: 'known', encoding: 'utf-8' } : { kind: 'other' };
}

const marks = [
  { encoding: 'utf-8', starts: [0xef, 0xbb, 0xbf] },
  { encoding: 'utf-16le', starts: [0xff, 0xfe] },
  { encoding: 'utf-16be', starts: [0xfe, 0xff] },
];

/** Letters, digits and separators of UTF-16 have a zero as their high byte: the second (little endian) or the first. */
function ofZeros(bytes: Buffer): FirstLook {
  let even = 0;
  let odd = 0;
  const end = Math.min(bytes.length, 1 << 16);
  for (let i = 0; i < end; i++) if (bytes[i] === 0) i % 2 === 0 ? even++ : odd++;
  const clearly = 10;
  if (odd >= clearly * even && odd * 20 >= end) return { kind: 'known', encoding: 'utf-16le' };
  if (even >= clearly * odd && even * 20 >= end) return { kind: 'known', encoding: 'utf-16be' };
  return { kind: 'binary' };
}

/** Bytes without the last character where it may be cut. */
function wholeCharacters(bytes: Buffer): number {
  const isContinuation = (byte: number | undefined): boolean => byte !== undefined && (byte & 0xc0) === 0x80;
  let start = bytes.length - 1;
  while (start > bytes.length - 4 && isContinuation(bytes[start])) start--;
  return (bytes[start] ?? 0) >= 0xc0 ? start : bytes.length;
}
