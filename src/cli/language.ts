import type { Command } from 'commander';

import type { Language } from '../pipeline/terminal-texts.js';

const isLanguage = (text: string | undefined): text is Language => text === 'zh' || text === 'en';

/**
 * The language that `args` ask for, also where they cannot be parsed: the last --lang, else the default of the command.
 * @param program with every command added
 * @param args as the user wrote them
 */
export function languageOf(program: Command, args: readonly string[]): Language {
  const end = args.indexOf('--');
  const flags = end < 0 ? args : args.slice(0, end);
  const given = flags
    .flatMap((arg, i) =>
      arg === '--lang' ? [flags[i + 1]] : arg.startsWith('--lang=') ? [arg.slice(7)] : [],
    )
    .filter(isLanguage);
  return given.at(-1) ?? defaultOf(program, flags);
}

function defaultOf(program: Command, args: readonly string[]): Language {
  let command = program;
  for (const arg of args.filter((one) => !one.startsWith('-'))) {
    const next = command.commands.find((one) => one.name() === arg);
    if (next === undefined) break;
    command = next;
  }
  const usual: unknown = command.options.find(({ long }) => long === '--lang')?.defaultValue;
  return usual === 'zh' ? 'zh' : 'en';
}
