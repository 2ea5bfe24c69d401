import type { InputCounts } from '../../model/input-counts.js';
import type { StoredModel } from '../../registry/model-store.js';
import { commandTexts, type Language } from '../terminal-texts.js';

/** What was noticed about a column of the input. */
export interface ScoreWarning {
  /**
   * `empty-feature`: no row has a value. `all-unseen`: no text is a category that the model knows. `unseen`: some are not.
   * `missing-marks`: texts such as NA in a column of numbers, read as missing. `plan-column`: the input lacks a column that
   * the plan of the training names. `cut-file`: the text of the input does not end with a line end.
   */
  readonly code: 'empty-feature' | 'all-unseen' | 'unseen' | 'missing-marks' | 'plan-column' | 'cut-file';
  /** Name of the column; empty for `cut-file`. */
  readonly column: string;
  /** Rows that it is about. */
  readonly rows: number;
  /** Rows with a text for `all-unseen` and `unseen`; all rows for the others. */
  readonly of: number;
  /** One sentence for people. */
  readonly text: string;
}

/**
 * The warnings about a file that was scored.
 * @param model its features in the order of `counts`
 * @param counts what the columns of the features held
 * @param missing columns that a plan reads and the input lacks
 * @param rows scored
 * @param language of the sentences
 */
export function scoreWarnings(
  model: StoredModel,
  counts: readonly InputCounts[],
  missing: readonly string[],
  rows: number,
  language: Language,
): readonly ScoreWarning[] {
  const t = commandTexts(language).score;
  const lacking = missing.map((column): ScoreWarning => {
    return { code: 'plan-column', column, rows: 0, of: rows, text: t.planColumn(column) };
  });
  if (rows === 0) return lacking;
  const found = model.classifier.features.flatMap(({ name }, i) => ofColumn(name, counts[i]!, rows, t));
  return [...lacking, ...found];
}

function ofColumn(
  column: string,
  { any, marks, texts, unseen }: InputCounts,
  rows: number,
  t: ReturnType<typeof commandTexts>['score'],
): readonly ScoreWarning[] {
  const all = String(rows);
  if (!any) return [{ code: 'empty-feature', column, rows, of: rows, text: t.empty(column, all) }];
  if (marks > 0) {
    const text = t.marks(column, String(marks), all);
    return [{ code: 'missing-marks', column, rows: marks, of: rows, text }];
  }
  if (unseen === 0) return [];
  if (unseen === texts)
    return [
      { code: 'all-unseen', column, rows: unseen, of: texts, text: t.allUnseen(column, String(texts)) },
    ];
  const text = t.unseen(column, String(unseen), String(texts));
  return [{ code: 'unseen', column, rows: unseen, of: texts, text }];
}
