import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { createInterface } from 'node:readline';

import type { Command } from 'commander';

import { packageRoot } from '../base/package-root.js';
import { WinbackError } from '../index.js';
import type { AddCommand } from './commands.js';
import { type CommonFlags, terminalLanguageFlag, withCommonFlags } from './flags.js';
import { printJson } from './terminal.js';

const examples = `
Examples:
  $ npx winback build

Needs g++ >= 12 (or clang++ >= 15), CMake >= 3.25 and Python 3 with pip; lists what is missing. Only for platforms
without a package of their own: npm installs the compiled addon elsewhere.`;

/** winback build */
export const addBuild: AddCommand = (program: Command) => {
  const command = program
    .command('build')
    .description('compiles the native addon from source, where npm has none for this platform')
    .addOption(terminalLanguageFlag());
  withCommonFlags(command, 'the path of the addon', examples).action(build);
};

async function build({ json, quiet }: CommonFlags): Promise<void> {
  const script = path.join(packageRoot(), 'scripts/build.mjs');
  const child = spawn(process.execPath, [script], { stdio: ['ignore', 'pipe', 'pipe'] });
  let [addon, reason] = ['', ''];
  child.stdout.on('data', (text: Buffer) => {
    addon += text.toString();
  });
  createInterface(child.stderr).on('line', (line) => {
    if (!isProgress(line)) reason += `${line}\n`;
    else if (quiet !== true) process.stderr.write(`${line}\n`);
  });
  const [code] = (await once(child, 'close')) as [number | null];
  if (code !== 0) throw new WinbackError('NOT_FOUND', `the addon was not compiled. ${reason.trim()}`);
  if (json === true) printJson({ addon: addon.trim() });
  else process.stderr.write(`${addon.trim()}\n`);
}

/** The lines of scripts/lib/progress.mjs. */
const isProgress = (line: string): boolean => /^(- | {2}still )/.test(line);
