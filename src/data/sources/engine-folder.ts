import { mkdirSync, rmSync } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import type { DuckDb } from './duckdb.js';

/**
 * A new folder for files that live as long as an engine. It lies in the folder for what does not fit into memory, which is
 * where the user has room for large files.
 * @param engine that removes it when it is closed
 * @param purpose a word for its name
 */
export async function engineFolder(engine: DuckDb, purpose: string): Promise<string> {
  const [row] = await engine.rows("SELECT current_setting('temp_directory') AS folder");
  const base = String(row?.['folder'] || tmpdir());
  mkdirSync(base, { recursive: true });
  const folder = await mkdtemp(join(base, `winback-${purpose}-`));
  engine.atClose(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}
