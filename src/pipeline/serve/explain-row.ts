import { valueTable } from '../../model/value-table.js';
import { partsOfUser } from '../explain/parts-of-user.js';
import type { ExplainSource, Statement } from '../explain/statement.js';
import { reasonStatements, scoreStatement } from '../explain/user-score.js';
import type { ServedModel } from './served-model.js';

/** What a served score is made of. */
export interface ExplainedRow {
  /** The calibrated probability. */
  readonly probability: number;
  /** Score, start, the strongest reasons, the rest, their sum and the calibration, in both languages. */
  readonly statements: readonly Statement[];
}

/** The user that is explained, and where his values come from. */
export interface RowOfUser {
  readonly id: string;
  /** One a feature, NaN = missing, categories as codes; a copy that nobody else writes. */
  readonly values: Float64Array;
  /** Name of the feature file. */
  readonly file: string;
  /** Reasons to tell, the strongest first. */
  readonly reasons: number;
}

/**
 * The reasons of one row, off the event loop.
 * @throws WinbackError BAD_INPUT for a model that gives no reasons; CLOSED
 */
export async function explainRow(
  { stored, features }: ServedModel,
  { id, values, file, reasons }: RowOfUser,
): Promise<ExplainedRow> {
  const columns = Array.from(values, (value) => Float64Array.of(value));
  const parts = await partsOfUser(stored, valueTable(features, columns));
  const command = `winback score --model MODEL --input FEATURES --output scores.parquet --reasons ${reasons}`;
  const source: ExplainSource = { record: file, key: id, digest: stored.digest, command };
  return {
    probability: parts.probability,
    statements: [
      scoreStatement(stored, id, parts.probability, source),
      ...reasonStatements(stored, parts, reasons, source),
    ],
  };
}
