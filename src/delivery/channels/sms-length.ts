import { requirePart } from '../../base/shape.js';

/** How an operator counts the letters of a text message. */
export type SmsAlphabet = 'gsm-7' | 'ucs-2';

/** How long a text is as text messages. */
export interface SmsLength {
  /** `gsm-7` where every letter is of the default alphabet of GSM 03.38, else `ucs-2`. */
  readonly alphabet: SmsAlphabet;
  /** Letters as they are counted: some count twice. */
  readonly letters: number;
  /** Text messages that are sent and paid for. */
  readonly segments: number;
}

// GSM 03.38, default alphabet and its extension, whose letters count twice.
const basic = new Set(
  '@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !"#¤%&\'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿' +
    'abcdefghijklmnopqrstuvwxyzäöñüà',
);
const extended = new Set('\f^{}\\[~]|€');

const sizes = {
  'gsm-7': { single: 160, part: 153 },
  'ucs-2': { single: 70, part: 67 },
} as const;

/**
 * How many text messages a text is. Operators of mainland China count 70 letters whichever they are, and 67 where a text
 * needs several; elsewhere a text of the GSM alphabet has 160 and 153.
 * @param text as it is sent, with the name of the sender in its brackets
 * @param country `CN` where every letter counts as one of 70; anything else by the alphabet
 * @throws WinbackError BAD_INPUT for what is no text
 *
 * @example
 * ```ts
 * import { smsLength } from 'winback/delivery';
 *
 * smsLength('【商城】您的五元券今晚到期，回T退订', 'CN').segments; // 1
 * smsLength('x'.repeat(161), 'US').segments; // 2
 * ```
 */
export function smsLength(text: string, country: string): SmsLength {
  requirePart(text, 'text', 'text');
  requirePart(country, 'country', 'text');
  const isGsm =
    country !== 'CN' && Array.from(text).every((letter) => basic.has(letter) || extended.has(letter));
  const alphabet: SmsAlphabet = isGsm ? 'gsm-7' : 'ucs-2';
  const { single, part } = sizes[alphabet];
  const widths = Array.from(text, (letter) => (isGsm ? (extended.has(letter) ? 2 : 1) : letter.length));
  const letters = widths.reduce((sum, width) => sum + width, 0);
  return { alphabet, letters, segments: letters <= single ? 1 : partsOf(widths, part) };
}

/** Segments of a longer text: a letter of two units is never cut in two. */
function partsOf(widths: readonly number[], size: number): number {
  let [segments, used] = [1, 0];
  for (const width of widths) {
    if (used + width > size) [segments, used] = [segments + 1, 0];
    used += width;
  }
  return segments;
}
