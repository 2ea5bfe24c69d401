import { existsSync, readdirSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';

/**
 * Node binaries to run a fixture on: this one, and those `npm run test:node` has put into the cache folder, for what
 * depends on the version (which buffers can be transferred, how an environment ends).
 */
export function nodeBinaries(): readonly (readonly [version: string, binary: string])[] {
  const base = process.env['XDG_CACHE_HOME'] ?? path.join(os.homedir(), '.cache');
  const folder = path.join(process.env['WINBACK_CACHE'] ?? path.join(base, 'winback'), 'node');
  const others = (existsSync(folder) ? readdirSync(folder) : [])
    .map((version) => [version, path.join(folder, version, 'bin/node')] as const)
    .filter(([version, binary]) => version !== process.versions.node && existsSync(binary));
  return [[process.versions.node, process.execPath], ...others];
}
