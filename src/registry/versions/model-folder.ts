import { mkdir, rm, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';

import { partialName, removeAbandoned, syncTree } from '../../base/durable-files.js';
import { WinbackError } from '../../base/errors.js';
import { sha256 } from '../../base/node-crypto.js';
import { inspectFolder } from '../artefact-files.js';
import { manifestFile } from '../manifest.js';
import { replaceFolder } from '../replace-folder.js';
import { manifestKey, versionKey } from './layout.js';
import type { RegistryPlace } from './place.js';
import { inPool, manifestOf } from './read-versions.js';

/**
 * The folder of a version on this machine: `inside/DIGEST`. It is copied where it is not there, every byte compared with the
 * manifest, and appears when it is whole; one that is there is compared again, and copied anew where it was changed.
 * @param place of the registry
 * @param digest of the version
 * @param inside folder of folders, made where it is missing
 * @throws WinbackError NOT_FOUND, TAMPERED, IO, ABORTED
 */
export async function modelFolder(
  place: RegistryPlace,
  digest: string,
  inside: string,
  signal: AbortSignal | undefined,
): Promise<string> {
  const folder = path.join(path.resolve(inside), digest);
  if (await isWhole(folder, digest)) return folder;
  const fresh = partialName(folder);
  try {
    await mkdir(inside, { recursive: true });
    await removeAbandoned(folder);
    await mkdir(fresh);
    await copyInto(place, digest, fresh, signal);
    await syncTree(fresh);
    await replaceFolder(fresh, folder);
    return folder;
  } catch (cause) {
    if (cause instanceof WinbackError) throw cause;
    throw new WinbackError('IO', `cannot write ${folder}: ${(cause as Error).message}`, { cause });
  } finally {
    await rm(fresh, { recursive: true, force: true });
  }
}

async function isWhole(folder: string, digest: string): Promise<boolean> {
  if ((await stat(folder).catch(() => null)) === null) return false;
  const inspected = await inspectFolder(folder).catch(() => null);
  return inspected !== null && inspected.digest === digest && inspected.findings.length === 0;
}

async function copyInto(
  place: RegistryPlace,
  digest: string,
  folder: string,
  signal: AbortSignal | undefined,
): Promise<void> {
  const { files } = await manifestOf(place, digest, signal);
  await inPool(files, async ({ name, sha256: expected }) => {
    const bytes = await place.need(versionKey(digest, name), signal);
    if (sha256(bytes) !== expected)
      throw new WinbackError(
        'TAMPERED',
        `${place.name}: ${name} of the version ${digest} is not what was stored`,
      );
    await writeFile(path.join(folder, name), bytes, { flag: 'wx' });
  });
  await writeFile(path.join(folder, manifestFile), await place.need(manifestKey(digest), signal));
}
