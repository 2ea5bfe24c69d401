import type { Language } from '../pipeline/terminal-texts.js';

const isLanguage = (text: string | undefined): text is Language => text === 'zh' || text === 'en';

/**
 * The language of every command without --lang: that of WINBACK_LANG, else Chinese where the locale is Chinese or says
 * nothing (none, C, POSIX), else English.
 * @param environment of the process; the locale is the first of LC_ALL, LC_MESSAGES and LANG that is not empty
 */
export function usualLanguage(environment: NodeJS.ProcessEnv = process.env): Language {
  const own = environment['WINBACK_LANG']?.trim().toLowerCase();
  if (isLanguage(own)) return own;
  const locale = ['LC_ALL', 'LC_MESSAGES', 'LANG'].map((name) => environment[name]).find((text) => text);
  return locale === undefined || /^(zh|c|posix)([._@-]|$)/i.test(locale) ? 'zh' : 'en';
}

/**
 * The language that `args` ask for, also where they cannot be parsed: the last --lang, else the usual one.
 * @param args as the user wrote them
 */
export function languageOf(args: readonly string[]): Language {
  const end = args.indexOf('--');
  const flags = end < 0 ? args : args.slice(0, end);
  const given = flags
    .flatMap((arg, i) =>
      arg === '--lang' ? [flags[i + 1]] : arg.startsWith('--lang=') ? [arg.slice(7)] : [],
    )
    .filter(isLanguage);
  return given.at(-1) ?? usualLanguage();
}
