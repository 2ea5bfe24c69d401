import { createReadStream } from 'node:fs';
import { open, readFile, rm } from 'node:fs/promises';
import path from 'node:path';
import { createInterface } from 'node:readline';

import { partialName, renameDurably } from '../../base/durable-files.js';
import { ensure } from '../../base/errors.js';
import { requireInputFile } from '../../base/input-file.js';
import { exportLines, importLines } from '../../state/export.js';
import type { State } from '../../state/state.js';

/** Text that is written at once. */
const lettersAtOnce = 1 << 20;

/**
 * Writes a whole state into a file, which appears whole or not at all. The state notes the file first: who is forgotten later
 * still stands in it.
 * @param at now, microseconds since 1970
 * @returns records
 */
export async function exportState(state: State, file: string, at: number): Promise<number> {
  await noteExport(state, file, at);
  const part = partialName(file);
  // Only its owner may read it: it holds what is known of people.
  const handle = await open(part, 'wx', 0o600);
  let [lines, waiting] = [0, ''];
  try {
    for await (const line of exportLines(state)) {
      lines += 1;
      waiting += `${line}\n`;
      if (waiting.length < lettersAtOnce) continue;
      await handle.write(waiting);
      waiting = '';
    }
    await handle.write(waiting);
    await handle.close();
    await renameDurably(part, file);
  } catch (error) {
    await handle.close().catch(() => undefined);
    await rm(part, { force: true });
    throw error;
  }
  // Head and end are no records.
  return lines - 2;
}

/**
 * Reads an export into an empty state, which then notes the file.
 * @param at now, microseconds since 1970
 * @returns records that were read
 * @throws WinbackError naming the line that is wrong
 */
export async function importState(state: State, file: string, at: number): Promise<number> {
  await requireInputFile(file);
  const records = await importLines(state, linesOf(file));
  await noteExport(state, file, at);
  return records;
}

/** An export is of all configurations of the state. */
const noteExport = (state: State, file: string, at: number): Promise<void> =>
  state.put({ holding: [{ project: '', place: path.resolve(file), what: 'export', at }] });

// Opened when the first line is asked for: a reader of lines drops those that come before somebody listens.
async function* linesOf(file: string): AsyncGenerator<string> {
  yield* createInterface({ input: createReadStream(file, 'utf8'), crlfDelay: Number.POSITIVE_INFINITY });
}

/**
 * The users of a file: an id a line; a first line `user_id` is a heading.
 * @throws WinbackError BAD_INPUT for a file with several columns, or without a user
 */
export async function userIdsOf(file: string): Promise<readonly string[]> {
  await requireInputFile(file);
  const lines = (await readFile(file, 'utf8')).replace(/^\uFEFF/, '').split(/\r?\n/);
  const heading = lines[0]!.trim();
  // Every line is looked at: an id beside something else would be nobody's, and nobody would be forgotten.
  const wide = lines.find((line) => /[,;\t]/.test(line.trim()));
  ensure(
    wide === undefined,
    `${file} has several columns (${wide?.slice(0, 60)}): write one user id a line, and nothing else`,
  );
  const ids = lines.slice(heading === 'user_id' ? 1 : 0).filter((line) => line !== '');
  ensure(ids.length > 0, `${file} names no user`);
  return ids;
}
