import type { ArrowTable } from '../../data/arrow-shape.js';
import { byteVector, withColumns } from '../../data/gather.js';
import { CompiledForest } from '../../model/compiled-forest.js';
import type { EffectModel, LinearEffect, RateEffects } from './records.js';

/** Name of the column of action codes that forests may read. */
export const actionColumn = 'winback action';

/** `table` as all forests read it: every row with the action of this code. */
export function withAction(table: ArrowTable, code: number): ArrowTable {
  return withColumns(table, [[actionColumn, byteVector(new Uint8Array(table.numRows).fill(code))]]);
}

/** Score of every row; `action` is what the forest is told that is done. */
export async function forestScores(
  text: string,
  table: ArrowTable,
  action: number | null,
  signal?: AbortSignal,
): Promise<Float64Array> {
  const forest = await CompiledForest.fromText(text);
  try {
    return await forest.score(withAction(table, action ?? 0), { threads: 1, signal });
  } finally {
    forest.close();
  }
}

/** Effects of every row, one column an action but the control. */
export async function scoreEffects(
  model: EffectModel,
  table: ArrowTable,
  signal?: AbortSignal,
): Promise<readonly Float64Array[]> {
  const asked = new Map<string, Promise<Float64Array>>();
  const scoreOf = (forest: number, action: number | null): Promise<Float64Array> => {
    const key = `${forest} ${action}`;
    const known = asked.get(key) ?? forestScores(model.forests[forest]!, table, action, signal);
    asked.set(key, known);
    return known;
  };
  if (model.kind === 'rates') return rateEffects(model, await scoreOf(0, null));
  return Promise.all(model.effects.map((effect) => linearEffect(effect, table.numRows, scoreOf)));
}

async function linearEffect(
  { intercept, terms }: LinearEffect,
  rows: number,
  scoreOf: (forest: number, action: number | null) => Promise<Float64Array>,
): Promise<Float64Array> {
  const sum = new Float64Array(rows).fill(intercept);
  for (const { forest, action, weight } of terms) {
    const scores = await scoreOf(forest, action);
    for (let row = 0; row < rows; row++) sum[row]! += weight * scores[row]!;
  }
  return sum;
}

/** The tier of a risk: how many cuts lie at or below it. */
export const tierOf = (risk: number, cuts: readonly number[]): number =>
  cuts.reduce((tier, cut) => tier + Number(risk >= cut), 0);

function rateEffects({ cuts, rates }: RateEffects, stay: Float64Array): readonly Float64Array[] {
  return rates.map((byTier) => stay.map((p) => (1 - p) * byTier[tierOf(1 - p, cuts)]!));
}
