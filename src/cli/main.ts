import { Command, CommanderError } from 'commander';

import { WinbackError } from '../index.js';
import { winbackVersion } from '../pipeline/package-facts.js';
import { errorText, type Language } from '../pipeline/terminal-texts.js';
import { commands } from './commands.js';
import { exitCode } from './exit-code.js';
import { languageOf } from './language.js';
import { requireLocalFiles } from './object-flags.js';
import { endWithOutput } from './terminal.js';

// OpenMP's idle threads spin for millions of rounds by default: with another process on the machine a
// training on two threads was seen to take 20 times as long. Read by its runtime when the addon loads.
process.env['GOMP_SPINCOUNT'] ??= '3000';

const language = `
Language: that of --lang, else of WINBACK_LANG (zh or en), else Chinese where the locale is Chinese, C, POSIX or not
set, else English.`;

/** Parses `args`, runs one command and sets process.exitCode. Never throws. */
export async function main(args: readonly string[]): Promise<void> {
  endWithOutput();
  const program = new Command('winback')
    .description('Who is about to leave, whom to spend on, and did it work.')
    .version(winbackVersion(), '-V, --version', 'print the version')
    .addHelpText('after', language)
    .exitOverride()
    .configureOutput({ outputError: () => undefined })
    .showSuggestionAfterError();
  for (const add of commands) add(program);
  program.hook('preAction', (_, command) => requireLocalFiles(command));
  try {
    await program.parseAsync(args, { from: 'user' });
  } catch (error) {
    const code = report(error, languageOf(args), args.includes('--verbose'));
    // A command may have set a code of its own.
    process.exitCode ||= code;
  }
}

// One clear message on stderr; the stack only when asked for.
function report(error: unknown, language: Language, verbose: boolean): number {
  const text = errorText(error, language);
  if (error instanceof CommanderError) return misused(error, text);
  const { message, stack } = error as Error;
  const code = error instanceof WinbackError ? `${error.code}: ` : '';
  const shown = verbose && stack !== undefined ? stack.replace(message, () => text) : text;
  process.stderr.write(`winback: ${code}${shown}\n`);
  // Somebody else was first: what was asked for is right, and a check of it failed.
  return error instanceof WinbackError && error.code === 'CONFLICT' ? exitCode.gateFailed : exitCode.badInput;
}

// Help and version end as errors too; their text was written by then.
function misused({ exitCode: code }: CommanderError, text: string): number {
  if (code === 0) return exitCode.ok;
  if (text !== '(outputHelp)') process.stderr.write(`${text}\n`);
  return exitCode.badInput;
}
