import { Command, CommanderError } from 'commander';

import { WinbackError } from '../index.js';
import { winbackVersion } from '../pipeline/package-facts.js';
import { commands } from './commands.js';
import { exitCode } from './exit-code.js';
import { endWithOutput } from './terminal.js';

// OpenMP's idle threads spin for millions of rounds by default: with another process on the machine a
// training on two threads was seen to take 20 times as long. Read by its runtime when the addon loads.
process.env['GOMP_SPINCOUNT'] ??= '3000';

/** Parses `args`, runs one command and sets process.exitCode. Never throws. */
export async function main(args: readonly string[]): Promise<void> {
  endWithOutput();
  const program = new Command('winback')
    .description('Who is about to leave, whom to spend on, and did it work.')
    .version(winbackVersion(), '-V, --version', 'print the version')
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
