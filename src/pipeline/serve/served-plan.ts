import path from 'node:path';

import { WinbackError } from '../../base/errors.js';
import {
  contactFileName,
  digestOf,
  entryOf,
  type PlanFile,
  planFileName,
  restFileName,
} from '../../campaign/plan-file.js';
import { readPlanFile } from '../../campaign/verify/read-plan-file.js';
import { eachStrictText } from '../../data/read/texts.js';
import { formulaSafe } from '../../data/tables/formula-safe.js';
import { readTable } from '../../data/tables/read.js';
import { settleFolder } from '../../registry/output-folder.js';

/** What a plan decided about a user. */
export interface PlannedUser {
  /** Name of the action; null for none. */
  readonly action: string | null;
  /** A code of `reasonCodes`. */
  readonly reason: string;
  /** Kept without an action to measure the campaign. */
  readonly held: boolean;
}

/**
 * The decisions of a written plan, by user: what was decided in the night is what is answered during the day. Nothing is
 * computed again, so that online and offline cannot differ.
 */
export class ServedPlan {
  readonly file: PlanFile;
  readonly #users: ReadonlyMap<string, PlannedUser>;

  private constructor(file: PlanFile, users: ReadonlyMap<string, PlannedUser>) {
    this.file = file;
    this.#users = users;
  }

  /**
   * Reads the plan of a folder and compares its lists with their digests.
   * @throws WinbackError NOT_FOUND; TAMPERED for files that are not those of the plan; BAD_INPUT for hashed ids, and for a plan
   *   that does not say whose scores it was made from and until when it holds
   */
  static async open(folder: string): Promise<ServedPlan> {
    await settleFolder(folder);
    const file = await readPlanFile(path.join(folder, planFileName));
    if (digestOf(file) !== file.digest)
      throw new WinbackError('TAMPERED', `${folder}: plan.json is not what was written`);
    if (file.hashedIds)
      throw new WinbackError(
        'BAD_INPUT',
        `${folder}: the lists have hashed ids; make the plan without a salt`,
      );
    if (file.validFor === undefined)
      throw new WinbackError(
        'BAD_INPUT',
        `${folder}: the plan does not say of which model and until when it is: make it with --for-model and --valid-until`,
      );
    for (const name of [contactFileName, restFileName]) await requireListed(folder, file, name);
    const users = new Map<string, PlannedUser>();
    await readList(path.join(folder, contactFileName), 'action', users);
    await readList(path.join(folder, restFileName), null, users);
    return new ServedPlan(file, users);
  }

  /** Users that it decided about. */
  get size(): number {
    return this.#users.size;
  }

  /** What it decided about a user; null for one it does not know. */
  of(user: string): PlannedUser | null {
    // Lists write ids that a spreadsheet would compute behind an apostrophe.
    return this.#users.get(user) ?? this.#users.get(formulaSafe(user)) ?? null;
  }
}

async function requireListed(folder: string, { files }: PlanFile, name: string): Promise<void> {
  const stored = files.find((entry) => entry.name === name);
  const found = await entryOf(path.join(folder, name));
  if (stored?.sha256 === found.sha256) return;
  throw new WinbackError('TAMPERED', `${folder}: ${name} is not the list that the plan wrote`);
}

async function readList(
  file: string,
  actions: string | null,
  users: Map<string, PlannedUser>,
): Promise<void> {
  const text = ['user_id', 'reason', ...(actions === null ? [] : [actions])];
  const table = await readTable(file, { text, utf8: text });
  if (table.numRows === 0) return;
  const [reasons, given]: [string[], (string | null)[]] = [[], []];
  eachStrictText(table, 'reason', (reason) => reasons.push(reason));
  if (actions !== null) eachStrictText(table, actions, (action) => given.push(action));
  eachStrictText(table, 'user_id', (user, row) => {
    const reason = reasons[row]!;
    users.set(user, { action: given[row] ?? null, reason, held: reason === 'holdout' });
  });
}
