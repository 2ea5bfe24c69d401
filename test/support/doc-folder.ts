// A folder as the pages ask for: winback is installed, and its demo was run there.
import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

import { root } from './code-blocks.js';

/** `npx` of these folders runs this build. A gate that a small demo misses (exit code 1) is no fault of a page. */
const npx = `#!/bin/sh
[ "$1" = winback ] || { echo "npx: only winback is installed here" >&2; exit 127; }
shift
"${process.execPath}" "${path.join(root, 'bin/winback.js')}" "$@"
code=$?
case "$1" in demo|churn) [ $code -eq 1 ] && code=0;; esac
exit $code
`;

export function emptyFolder(): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'winback-docs-'));
  mkdirSync(path.join(folder, 'node_modules/.bin'), { recursive: true });
  symlinkSync(root, path.join(folder, 'node_modules/winback'));
  for (const name of ['@types', 'apache-arrow'])
    symlinkSync(path.join(root, 'node_modules', name), path.join(folder, 'node_modules', name));
  writeFileSync(path.join(folder, 'node_modules/.bin/npx'), npx, { mode: 0o755 });
  writeFileSync(path.join(folder, 'package.json'), '{ "type": "module" }');
  return folder;
}

/** A folder of its own with what the demo wrote in `demo`. */
export function folderWith(demo: string): string {
  const folder = emptyFolder();
  cpSync(path.join(demo, 'out'), path.join(folder, 'out'), { recursive: true });
  return folder;
}

/** Runs a program in a folder. @throws Error with what it printed */
export function runIn(folder: string, program: string, args: readonly string[]): string {
  const PATH = `${path.join(folder, 'node_modules/.bin')}:${process.env['PATH']}`;
  const ended = spawnSync(program, args, { cwd: folder, encoding: 'utf8', env: { ...process.env, PATH } });
  if (ended.status === 0) return ended.stdout;
  throw new Error(
    `${program} ended with ${ended.status}:\n${ended.stdout.slice(-2000)}\n${ended.stderr.slice(-3000)}`,
  );
}
