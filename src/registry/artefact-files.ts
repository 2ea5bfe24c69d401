import { constants } from 'node:fs';
import { lstat, mkdir, open, readdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { partialName, removeAbandoned, syncTree } from '../base/durable-files.js';
import { WinbackError } from '../base/errors.js';
import { sha256 } from '../base/node-crypto.js';
import { largestFile, type Manifest, manifestFile, parseManifest, type StoredFile } from './manifest.js';
import { replaceFolder } from './replace-folder.js';

/** One thing that is not as the manifest says. */
export interface Finding {
  /** Name of the file. */
  readonly file: string;
  /** What is wrong with it. */
  readonly problem: string;
}

/** A folder as read from disk, every byte compared with the manifest. */
export interface Inspected {
  readonly manifest: Manifest;
  /** SHA-256 of manifest.json itself: names the whole artefact. */
  readonly digest: string;
  readonly files: ReadonlyMap<string, Uint8Array>;
  /** Empty when the folder is exactly what was written. */
  readonly findings: readonly Finding[];
}

/**
 * Writes a folder of files with a manifest, complete or not at all: a sibling folder is filled, put on the disk, and
 * then takes the name; what was there before is removed last.
 * @returns SHA-256 of the manifest, which names the whole artefact
 * @throws WinbackError IO
 */
export async function writeFolder(
  folder: string,
  files: ReadonlyMap<string, Uint8Array>,
  manifestOf: (stored: readonly StoredFile[]) => Manifest,
): Promise<string> {
  const target = path.resolve(folder);
  const fresh = partialName(target);
  try {
    await removeAbandoned(target);
    await mkdir(fresh, { recursive: true });
    for (const [name, bytes] of files) await writeFile(path.join(fresh, name), bytes, { flag: 'wx' });
    const stored = [...files].map(([name, bytes]) => ({ name, bytes: bytes.length, sha256: sha256(bytes) }));
    const manifest = `${JSON.stringify(manifestOf(stored), null, 1)}\n`;
    await writeFile(path.join(fresh, manifestFile), manifest, { flag: 'wx' });
    await syncTree(fresh);
    await replaceFolder(fresh, target);
    return sha256(Buffer.from(manifest));
  } catch (cause) {
    await rm(fresh, { recursive: true, force: true });
    throw new WinbackError('IO', `cannot write ${folder}: ${(cause as Error).message}`, { cause });
  }
}

/**
 * Reads a folder and compares it with its manifest: every file there, no other file, no link, the same length
 * and digest. @throws WinbackError NOT_FOUND without a manifest, BAD_MODEL when it cannot be read
 */
export async function inspectFolder(folder: string): Promise<Inspected> {
  const findings: Finding[] = [];
  const manifestBytes = await readPlain(path.join(folder, manifestFile)).catch((cause: unknown) => {
    throw new WinbackError('NOT_FOUND', `no model in ${folder}: ${(cause as Error).message}`, { cause });
  });
  const manifest = parseManifest(manifestBytes);
  const known = new Set([manifestFile, ...manifest.files.map(({ name }) => name)]);
  for (const name of await readdir(folder))
    if (!known.has(name)) findings.push({ file: name, problem: 'is not in the manifest' });
  const files = new Map<string, Uint8Array>();
  for (const stored of manifest.files) {
    const problem = await readInto(files, folder, stored);
    if (problem !== null) findings.push({ file: stored.name, problem });
  }
  return { manifest, digest: sha256(manifestBytes), files, findings };
}

async function readInto(
  files: Map<string, Uint8Array>,
  folder: string,
  stored: StoredFile,
): Promise<string | null> {
  try {
    const bytes = await readPlain(path.join(folder, stored.name));
    if (bytes.length !== stored.bytes) return `has ${bytes.length} bytes, the manifest says ${stored.bytes}`;
    if (sha256(bytes) !== stored.sha256) return 'has another SHA-256 than the manifest says';
    files.set(stored.name, bytes);
    return null;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ENOENT' ? 'is missing' : (error as Error).message;
  }
}

// A link could point anywhere, and a pipe would never end.
async function readPlain(file: string): Promise<Uint8Array> {
  const status = await lstat(file);
  if (!status.isFile()) throw new Error('is not a plain file');
  if (status.size > largestFile) throw new Error(`has ${status.size} bytes, at most ${largestFile} are read`);
  const handle = await open(file, constants.O_RDONLY | constants.O_NOFOLLOW);
  try {
    return await handle.readFile();
  } finally {
    await handle.close();
  }
}
