import type { StateRecords } from '../../state/records.js';
import { putStatements, type State } from '../../state/state.js';

export type Exposure = StateRecords['exposure'];

/** What became of exposures. */
export interface StoredExposures {
  /** Exposures that are new. */
  readonly stored: number;
  /** Exposures that were there already. */
  readonly known: number;
  /** Places of those whose decision is there with another user, variant or version: the first one stays. */
  readonly differing: readonly number[];
}

/** Stores exposures once: a decision of an experiment that is there already stays as it is. @throws WinbackError IO, LOCKED */
export async function storeExposures(state: State, given: readonly Exposure[]): Promise<StoredExposures> {
  const [done] = await state.database.write(putStatements({ exposure: given }, 'keep-first'));
  const sql = `SELECT "decision_id", "experiment", "user", "variant", "exp_version" FROM winback_exposure
    WHERE "decision_id" = ? AND "experiment" = ?`;
  const rows = given.map(({ decisionId, experiment }) => [decisionId, experiment]);
  const [found] = await state.database.read([{ sql, rows }]);
  const contents = new Set(found!.rows.map((row) => JSON.stringify(Object.values(row))));
  const differing = given.flatMap(({ decisionId, experiment, user, variant, expVersion }, at) =>
    contents.has(JSON.stringify([decisionId, experiment, user, variant, expVersion])) ? [] : [at],
  );
  const stored = done!.changes;
  return { stored, known: given.length - stored - differing.length, differing };
}
