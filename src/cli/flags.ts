import { type Command, Option } from 'commander';

import { usualLanguage } from './language.js';

/** The values of the flags that every command has. */
export interface CommonFlags {
  readonly json?: boolean | undefined;
  readonly quiet?: boolean | undefined;
  readonly verbose?: boolean | undefined;
}

/** Adds --json, --quiet and --verbose, then the examples below the help. @param json what --json prints */
export function withCommonFlags(command: Command, json: string, examples: string): Command {
  return command
    .option('--json', `print ${json} as one JSON document on stdout`)
    .option('--quiet', 'no progress')
    .option('--verbose', 'show the stack of an error')
    .addHelpText('after', examples);
}

/** --lang of a command that writes a report. */
export const languageFlag = (): Option => languageOption('language of the report, progress and messages');

/** --lang of a command that only writes to the terminal. */
export const terminalLanguageFlag = (): Option => languageOption('language of progress and messages');

function languageOption(what: string): Option {
  const option = new Option('--lang <language>', what).choices(['zh', 'en']);
  return option.default(usualLanguage(), 'WINBACK_LANG, else by the locale');
}

/** --number-format of a command that reads a table. @param what the numbers that it is about */
export const numberFormatFlag = (what: string): Option =>
  new Option('--number-format <form>', `how ${what} are written (default: found by looking)`).choices([
    '1,234.56',
    '1.234,56',
  ]);

/** --bom of a command that writes a table for programs. */
export const byteOrderMark = [
  '--bom',
  'begin a .csv output with a byte order mark, for spreadsheets',
] as const;

/** --create-only of a command whose output may be in an object store. */
export const createOnlyFlag = [
  '--create-only',
  'refuse an output in an object store that is there already (default: it is replaced, whole)',
] as const;

/** --threads of a command that trains models. */
export const trainingThreads = [
  '--threads <n>',
  'threads of each training (default: 1; the models are trained in parallel)',
] as const;
