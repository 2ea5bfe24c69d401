import { computed, signal } from '@preact/signals';

import type { Estimate, Sentence } from '../src/dashboard/documents/common.js';
import { count, decimal, interval, type Language, missing, percent, signed } from '../src/report/format.js';
import { dashboardTexts } from '../src/report/texts/dashboard/index.js';
import { pointUnits } from '../src/report/texts/units.js';

export {
  count,
  decimal,
  minus,
  missing,
  percent,
  points,
  probability,
  pValue,
} from '../src/report/format.js';

const languageKey = 'winback-language';
const themeKey = 'winback-theme';

export type { Language } from '../src/report/format.js';

/** Storage may be forbidden, as it is for a page from disk in some browsers. */
function kept(key: string): string | null {
  try {
    return localStorage.getItem(key);
  } catch {
    return null;
  }
}

function keep(key: string, value: string): void {
  try {
    localStorage.setItem(key, value);
  } catch {
    // It is then chosen anew on the next visit.
  }
}

const isLanguage = (text: string | null): text is Language => text === 'zh' || text === 'en';
const own = document.documentElement.lang.slice(0, 2);
const chosen = kept(languageKey);

export const language = signal<Language>(isLanguage(chosen) ? chosen : isLanguage(own) ? own : 'en');
/** The texts of the chosen language. */
export const texts = computed(() => dashboardTexts(language.value));

export function chooseLanguage(next: Language): void {
  language.value = next;
  document.documentElement.lang = next === 'zh' ? 'zh-CN' : 'en';
  keep(languageKey, next);
}

export function chooseTheme(): void {
  const { dataset } = document.documentElement;
  const dark = dataset['theme'] ?? (matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light');
  dataset['theme'] = dark === 'dark' ? 'light' : 'dark';
  keep(themeKey, dataset['theme']);
}

/** What was chosen on an earlier visit. */
export function restore(): void {
  chooseLanguage(language.value);
  const theme = kept(themeKey);
  if (theme === 'dark' || theme === 'light') document.documentElement.dataset['theme'] = theme;
}

export const sentence = (text: Sentence): string => text[language.value];

/** Money in whole units. Currencies other than the yuan are named by their code. */
export function money(value: number | null, currency: string, digits = 2): string {
  if (value === null) return texts.value.frame.hidden;
  const text = decimal(Math.abs(value), digits);
  const sign = value < 0 && /[1-9]/.test(text) ? '\u2212' : '';
  return currency === 'CNY' ? `${sign}¥${text}` : `${sign}${currency} ${text}`;
}

/** Money in minor units. */
export const minor = (value: number | null, currency: string, digits = 2): string =>
  money(value === null ? null : value / 100, currency, digits);

/** Users, or the sign that they are hidden. */
export const users = (value: number | null): string =>
  value === null ? texts.value.frame.hidden : count(value);

/** `[low, high]`; nothing where both are not known. */
export const range = ({ low, high }: Estimate, write: (value: number) => string): string =>
  low === null && high === null
    ? ''
    : interval(low, high, (value) => (value === null || value === undefined ? '—' : write(value)));

/** A difference of shares in percentage points with its interval; the unit stands once. */
export function pointsWithRange({ value, low, high }: Estimate): string {
  const write = (part: number): string => decimal(part * 100, 1);
  const ends = range({ value: null, low, high }, write);
  return `${value === null ? missing : signed(write(value))}${ends === '' ? '' : ` ${ends}`}${pointUnits[language.value]}`;
}

export const signedText = (value: number, write: (value: number) => string): string => signed(write(value));

/** A share as percent with as many decimals as tell it from zero. */
export const share = (value: number | null): string =>
  percent(value, value !== null && Math.abs(value) < 0.01 ? 2 : 1);

/** A share of rows, or the sign that it is hidden. */
export const shareOr = (value: number | 'hidden' | null): string =>
  value === 'hidden' ? texts.value.frame.hidden : percent(value);

/** A time as `2025-07-30 08:15`, UTC. */
export const timeOf = (micros: number): string =>
  new Date(micros / 1000).toISOString().slice(0, 16).replace('T', ' ');

const msPerDay = 86_400_000;
export const dayNumber = (day: string): number => Date.parse(`${day}T00:00:00Z`) / msPerDay;
export const dayOf = (number: number): string =>
  new Date(Math.round(number) * msPerDay).toISOString().slice(0, 10);

/** A day for an axis: `30 Jul`, `7月30日`. */
export const shortDay = (number: number): string =>
  new Intl.DateTimeFormat(language.value === 'zh' ? 'zh-CN' : 'en-GB', {
    ...{ month: 'short', day: 'numeric', timeZone: 'UTC' },
  }).format(Math.round(number) * msPerDay);

/** A day inside a sentence: it stays on one line. */
export const dayText = (day: string): string => shortDay(dayNumber(day)).replaceAll(' ', '\u00a0');

/** A text of a table, or the code itself where it has none. */
export const named = (table: Readonly<Record<string, string>>, code: string): string => table[code] ?? code;
