// Runs a command for set-up: quiet while it works, its whole output when it fails.
import { spawn } from 'node:child_process';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..');

/**
 * Resolves with stdout, or with both streams where `both` is set; rejects with the tail of both. `inherit` shows the
 * output as it comes.
 */
export function run(command, args, { cwd = root, env = {}, inherit = false, both = false } = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      cwd,
      env: { ...process.env, ...env },
      stdio: inherit ? 'inherit' : ['ignore', 'pipe', 'pipe'],
    });
    let stdout = '';
    let all = '';
    child.stdout?.on('data', (text) => {
      stdout += text;
      all += text;
    });
    child.stderr?.on('data', (text) => {
      all += text;
    });
    child.on('error', reject);
    child.on('close', (code, signal) => {
      if (code === 0) return resolve(both ? all : stdout);
      const shown = [command, ...args].join(' ');
      reject(new Error(`${shown}: ${signal ?? `exit ${code}`}\n${all.split('\n').slice(-60).join('\n')}`));
    });
  });
}
