import { readFile, rename, writeFile } from 'node:fs/promises';

import { partialName } from '../../base/durable-files.js';
import { WinbackError } from '../../base/errors.js';
import { queryRows } from '../../state/reads.js';
import type { State } from '../../state/state.js';

interface Entry {
  readonly seq: number;
  readonly hash: string;
}

/**
 * A file beside the state that knows the last entry of its audit before anything was sent. A copy of the state from before that
 * entry does not know of sendings that were made: it would make them again, and is refused.
 */
export class Fence {
  readonly #state: State;
  readonly #file: string;

  constructor(state: State, file: string) {
    this.#state = state;
    this.#file = file;
  }

  /** @throws WinbackError BAD_INPUT where the state is older than the file, or another one */
  async check(): Promise<void> {
    const noted = await this.#noted();
    if (noted === null) return;
    const sql = 'SELECT "hash" FROM winback_audit WHERE "seq" = ?';
    const [found] = await queryRows(this.#state, sql, [noted.seq]);
    if (found?.['hash'] === noted.hash) return;
    throw new WinbackError(
      'BAD_INPUT',
      `the state ${this.#state.place} is older than its last sending, or another one: ${this.#file} knows entry ${noted.seq} of its audit, and the state does not. Restore a newer copy, or remove the file if nothing was sent from it`,
    );
  }

  /** Notes the newest entry: called after each claim and before its messages are sent. */
  async note(): Promise<void> {
    const sql = 'SELECT "seq", "hash" FROM winback_audit ORDER BY "seq" DESC LIMIT 1';
    const [head] = await queryRows(this.#state, sql);
    if (head === undefined) return;
    // No waiting for the disk: after a power cut an older entry is noted, which is true as well.
    const part = partialName(this.#file);
    await writeFile(part, `${JSON.stringify({ seq: Number(head['seq']), hash: String(head['hash']) })}\n`, {
      mode: 0o600,
    });
    await rename(part, this.#file);
  }

  async #noted(): Promise<Entry | null> {
    const given = await readFile(this.#file, 'utf8').catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return null;
      throw error;
    });
    if (given === null) return null;
    try {
      const { seq, hash } = JSON.parse(given) as Entry;
      if (Number.isSafeInteger(seq) && typeof hash === 'string') return { seq, hash };
    } catch {
      // What is no JSON is refused like anything else that is no entry.
    }
    throw new WinbackError(
      'BAD_INPUT',
      `${this.#file} is no note of a delivery: name another file as delivery.fence`,
    );
  }
}
