// The program as a user runs it, bundled from the sources (test/support/cli-bundle.ts).
import { type ChildProcess, execFile } from 'node:child_process';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

import { inject } from 'vitest';

const root = fileURLToPath(new URL('../../', import.meta.url));

export interface Ended {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** The address of a module of the command line, such as `terminal`. */
export const cliModule = (name: string): string =>
  JSON.stringify(pathToFileURL(path.join(inject('cliBundle'), `cli/${name}.js`)).href);

/** Arguments of Node.js that stand before those of winback. */
export const program = (): readonly string[] => [
  '--input-type=module',
  '--eval',
  `const { main } = await import(${cliModule('main')}); await main(process.argv.slice(1));`,
  '--',
];

/** Runs `winback ARGS`. @param started takes the process, to send it a signal */
export function winback(args: readonly string[], started?: (child: ChildProcess) => void): Promise<Ended> {
  return new Promise((resolve) => {
    const options = { cwd: root, maxBuffer: 1 << 26 };
    const child = execFile(process.execPath, [...program(), ...args], options, (error, stdout, stderr) => {
      resolve({ code: typeof error?.code === 'number' ? error.code : error ? -1 : 0, stdout, stderr });
    });
    started?.(child);
  });
}
