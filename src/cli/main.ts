import { Command, CommanderError } from 'commander';

import { WinbackError } from '../index.js';
import { commands } from './commands.js';

/** Exit codes of the public contract. */
export const exitCode = { ok: 0, gateFailed: 1, badInput: 2 } as const;

/** Parses `args`, runs one command and sets process.exitCode. Never throws. */
export async function main(args: readonly string[]): Promise<void> {
  const program = new Command('winback')
    .description('Who is about to leave, whom to spend on, and did it work.')
    .exitOverride()
    .showSuggestionAfterError();
  for (const add of commands) add(program);
  try {
    await program.parseAsync(args, { from: 'user' });
  } catch (error) {
    process.exitCode = report(error, args.includes('--verbose'));
  }
}

// One clear message on stderr; the stack only when asked for.
function report(error: unknown, verbose: boolean): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? exitCode.ok : exitCode.badInput;
  const { message, stack } = error as Error;
  const code = error instanceof WinbackError ? `${error.code}: ` : '';
  process.stderr.write(`winback: ${code}${verbose ? (stack ?? message) : message}\n`);
  return exitCode.badInput;
}
