// Knows whether a step of set-up still holds: a stamp file keeps the digest of what the step read.
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';

import { root } from './run.mjs';

const buildFolder = path.join(root, 'build');

function* filesUnder(target) {
  if (!fs.existsSync(target)) return;
  if (fs.statSync(target).isFile()) {
    yield target;
    return;
  }
  for (const entry of fs
    .readdirSync(target, { withFileTypes: true })
    .sort((a, b) => (a.name < b.name ? -1 : 1))) {
    yield* filesUnder(path.join(target, entry.name));
  }
}

/** SHA-256 over the names and bytes of every file under `targets` (relative to the project). */
export function digestOf(targets, extra = '') {
  const hash = createHash('sha256').update(extra);
  for (const target of targets) {
    for (const file of filesUnder(path.join(root, target))) {
      hash.update(path.relative(root, file)).update('\0').update(fs.readFileSync(file)).update('\0');
    }
  }
  return hash.digest('hex');
}

/** Runs `work` unless the stamp `name` holds `digest` and every path in `made` exists. Returns whether it ran. */
export async function unlessDone(name, digest, made, work) {
  const stamp = path.join(buildFolder, 'stamps', name);
  const held = fs.existsSync(stamp) && fs.readFileSync(stamp, 'utf8') === digest;
  if (held && made.every((file) => fs.existsSync(path.join(root, file)))) return false;
  fs.rmSync(stamp, { force: true });
  await work();
  fs.mkdirSync(path.dirname(stamp), { recursive: true });
  fs.writeFileSync(stamp, digest);
  return true;
}
