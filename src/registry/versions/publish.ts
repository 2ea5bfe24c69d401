import { readFile } from 'node:fs/promises';
import path from 'node:path';

import { WinbackError } from '../../base/errors.js';
import { sha256 } from '../../base/node-crypto.js';
import { inspectFolder } from '../artefact-files.js';
import { manifestFile } from '../manifest.js';
import { verifyModel } from '../model-store.js';
import { withClaim } from './claims.js';
import { manifestKey, publicationKey, versionKey } from './layout.js';
import type { RegistryPlace } from './place.js';
import { currentEntry } from './pointers.js';
import { type Deed, type Publication, recordBytes } from './records.js';

/** What came of publishing. */
export interface Published {
  /** SHA-256 of the model's manifest: names the version. */
  readonly digest: string;
  /** Whether it was not there before. */
  readonly isNew: boolean;
}

/**
 * Puts a stored model into the registry, whole or not at all: its manifest comes last. Publishing the same model again, also
 * by several at once, gives the same version.
 * @throws WinbackError TAMPERED, BAD_MODEL, NOT_FOUND for what is no whole model; CONFLICT while the version is being removed
 */
export async function publishModel(
  place: RegistryPlace,
  folder: string,
  deed: Deed,
  signal: AbortSignal | undefined,
): Promise<Published> {
  await requireModel(folder);
  const { digest, files } = await inspectFolder(folder);
  const manifest = await readFile(path.join(folder, manifestFile));
  return withClaim(place, digest, deed, signal, async () => {
    for (const [name, bytes] of files) await createSame(place, versionKey(digest, name), bytes, signal);
    const publication = await publicationFor(place, digest, deed, signal);
    await place.create(publicationKey(digest), recordBytes(publication), signal);
    return { digest, isNew: await createSame(place, manifestKey(digest), manifest, signal) };
  });
}

async function requireModel(folder: string): Promise<void> {
  const { ok, findings, digest } = await verifyModel(folder);
  if (ok) return;
  const list = findings.map(({ file, problem }) => `${file} ${problem}`).join('; ');
  throw new WinbackError(
    digest === null ? 'BAD_MODEL' : 'TAMPERED',
    `${folder} holds no model that can be published: ${list}`,
  );
}

async function publicationFor(
  place: RegistryPlace,
  digest: string,
  { now, by, reason = '' }: Deed,
  signal: AbortSignal | undefined,
): Promise<Publication> {
  const current = await currentEntry(place, 'production', signal);
  return { format: 'winback-publication/1', digest, at: now, by, reason, previous: current?.digest ?? null };
}

/** @returns whether it was not there; what was there must be the same */
async function createSame(
  place: RegistryPlace,
  key: string,
  bytes: Uint8Array,
  signal: AbortSignal | undefined,
): Promise<boolean> {
  if (await place.create(key, bytes, signal)) return true;
  const there = await place.need(key, signal);
  if (sha256(there) === sha256(bytes)) return false;
  throw new WinbackError(
    'TAMPERED',
    `${place.name}: ${key} is there already, with another content than the model's`,
  );
}
