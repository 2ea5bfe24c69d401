// Moves a complete set of files into a folder so that a kill at any moment can be made good: a journal names the set
// before the first file moves, and whoever finds the journal finishes the move.
import { existsSync } from 'node:fs';
import { readdir, readFile, rename, rm, rmdir, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { renameDurably, sync } from '../base/durable-files.js';
import { WinbackError } from '../base/errors.js';
import { sha256 } from '../base/node-crypto.js';
import { manifestFile } from './manifest.js';
import { replaceFolder } from './replace-folder.js';

/** Files that stand only beside a complete set: an older one goes first, the new one comes last. */
const lastFiles: readonly string[] = ['plan.json', 'experiment_summary.json', 'summary.json'];

/** Stands in a folder while files move into it. */
export const journalFile = '.winback.moving.json';

/** The names a run's staging folder can have. */
export const stagingPattern = /^\.[0-9a-f-]{36}\.partial$/;

interface Journal {
  /** Folder inside the target that holds the complete set. */
  readonly staging: string;
  /** SHA-256 of the manifest of each stored model in the set. */
  readonly models: Readonly<Record<string, string>>;
}

/** Moves everything in `folder/staging`, complete and on the disk, into `folder`. */
export async function moveStaged(folder: string, staging: string): Promise<void> {
  const journal: Journal = { staging, models: await modelsIn(path.join(folder, staging)) };
  const partial = path.join(folder, `${journalFile}.partial`);
  await writeFile(partial, `${JSON.stringify(journal)}\n`);
  await renameDurably(partial, path.join(folder, journalFile));
  await finishMove(folder);
}

/** Finishes the move that a folder's journal names; nothing without one. Safe to repeat from any point. */
export async function finishMove(folder: string): Promise<void> {
  const journal = await readJournal(folder);
  if (journal === null) return;
  const staging = path.join(folder, journal.staging);
  if (existsSync(staging)) {
    await moveAll(staging, folder, journal.models);
    await rmdir(staging);
  }
  await sync(folder);
  await rm(path.join(folder, journalFile));
  await sync(folder);
}

async function modelsIn(staging: string): Promise<Record<string, string>> {
  const models: Record<string, string> = {};
  for (const entry of await readdir(staging, { withFileTypes: true })) {
    const digest = await manifestDigest(path.join(staging, entry.name));
    if (digest !== null) models[entry.name] = digest;
  }
  return models;
}

async function manifestDigest(folder: string): Promise<string | null> {
  const bytes = await readFile(path.join(folder, manifestFile)).catch(() => null);
  return bytes === null ? null : sha256(bytes);
}

async function readJournal(folder: string): Promise<Journal | null> {
  const text = await readFile(path.join(folder, journalFile), 'utf8').catch(() => null);
  if (text === null) return null;
  try {
    const journal = JSON.parse(text) as Partial<Journal>;
    if (typeof journal.staging === 'string' && stagingPattern.test(journal.staging))
      return { staging: journal.staging, models: journal.models ?? {} };
  } catch {
    // Told below, as for any other content.
  }
  throw new WinbackError(
    'IO',
    `${path.join(folder, journalFile)} is not winback's: remove it, and write the folder anew`,
  );
}

async function moveAll(from: string, to: string, models: Journal['models']): Promise<void> {
  const names = (await readdir(from)).sort((a, b) => rank(a, models) - rank(b, models));
  for (const name of names) if (lastFiles.includes(name)) await rm(path.join(to, name), { force: true });
  for (const name of names) await move(path.join(from, name), path.join(to, name), models[name]);
}

// Models first: each is replaced in one step, and whoever scores meanwhile finds the old one or the new one.
function rank(name: string, models: Journal['models']): number {
  return name in models ? -1 : lastFiles.indexOf(name) + 1;
}

// A folder that is there keeps what else is in it, but a stored model, which its manifest makes whole, is replaced.
async function move(from: string, to: string, model: string | undefined): Promise<void> {
  if (model !== undefined) return moveModel(from, to, model);
  const isFolder = (await stat(from)).isDirectory();
  if (!isFolder || !existsSync(to)) return rename(from, to);
  await moveAll(from, to, {});
  await rmdir(from);
}

// After a kill behind the exchange `from` is the old model.
async function moveModel(from: string, to: string, model: string): Promise<void> {
  if ((await manifestDigest(to)) === model) await rm(from, { recursive: true });
  else await replaceFolder(from, to);
}
