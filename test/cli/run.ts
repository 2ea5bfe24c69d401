// The program as a user runs it, from the sources.
import { type ChildProcess, execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../../', import.meta.url));

export interface Ended {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs `winback ARGS`. @param started takes the process, to send it a signal */
export function winback(args: readonly string[], started?: (child: ChildProcess) => void): Promise<Ended> {
  const program = [
    '--import',
    'tsx',
    '--input-type=module',
    '--eval',
    "const { main } = await import('./src/cli/main.ts'); await main(process.argv.slice(1));",
    '--',
  ];
  return new Promise((resolve) => {
    const options = { cwd: root, maxBuffer: 1 << 26 };
    const child = execFile(process.execPath, [...program, ...args], options, (error, stdout, stderr) => {
      resolve({ code: typeof error?.code === 'number' ? error.code : error ? -1 : 0, stdout, stderr });
    });
    started?.(child);
  });
}
