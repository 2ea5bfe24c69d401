import type { Table } from 'apache-arrow';
import { allocateColumn } from '../../base/large-arrays.js';
import type { ArrowTable } from '../../data/arrow-shape.js';
import { numbersOrCodes } from '../../data/read/numbers.js';
import { type BuiltColumn, buildTable } from '../../data/tables/build.js';
import { calibrate } from '../../model/calibration/calibration.js';
import { conform } from '../../model/conform.js';
import type { InputCounts } from '../../model/input-counts.js';
import { riskTiers, tierOf } from '../../model/risk-tiers.js';
import type { StoredModel } from '../../registry/model-store.js';
import { monthlyRevenue, revenueColumn } from '../revenue.js';
import { rowColumn, scoreColumns } from './columns.js';
import type { InnerOptions } from './options.js';
import type { Carried, Revenue } from './plan-columns.js';

const tierNames = riskTiers.map(({ name }) => name);
/** Beyond the ids of the columns that are read, which are their positions. */
const tierDictionary = 1 << 20;

/** Scores one table; `before` rows came earlier. */
export async function scoreTable(
  model: StoredModel,
  batch: Table,
  id: string | null,
  { keep, revenue }: Carried,
  before: number,
  options: InnerOptions & { readonly counts?: readonly InputCounts[] | undefined },
): Promise<Table> {
  const features = conform(batch, model.classifier.features, before, options.counts);
  const { signal, threads } = options;
  const raw = await model.classifier.predict(features, { signal, threads });
  const probabilities = calibrate(model.calibration, raw);
  const scores = { given: batch, features, raw, probabilities };
  const reasons = (await options.reasons?.of(scores, { signal, threads })) ?? [];
  const { contact, tiers } = decided(probabilities, model.threshold.value);
  const numbers = allocateColumn(Float64Array, id === null ? raw.length : 0);
  for (let row = 0; row < numbers.length; row++) numbers[row] = before + row + 1;
  const added = await buildTable([
    ...(id === null ? [{ name: rowColumn, kind: 'number', values: numbers } as const] : []),
    { name: 'churn_prob', kind: 'number', values: probabilities },
    { name: 'risk_tier', kind: 'dictionary', codes: tiers, categories: tierNames, id: tierDictionary },
    { name: 'contact', kind: 'number', values: contact },
    ...reasons,
    ...(revenue === null ? [] : [revenueOf(features, revenue)]),
  ]);
  return batch
    .select([...(id === null ? [] : [id]), ...keep])
    .assign(added)
    .select([
      id ?? rowColumn,
      ...scoreColumns,
      ...reasons.map(({ name }) => name),
      ...(revenue === null ? [] : [revenueColumn]),
      ...keep,
    ]) as Table;
}

function revenueOf(features: ArrowTable, { source, days }: Revenue): BuiltColumn {
  const values = numbersOrCodes(features, source).map((paid) => monthlyRevenue(paid, days));
  return { name: revenueColumn, kind: 'number', values };
}

function decided(
  probabilities: Float64Array,
  threshold: number,
): { readonly contact: Uint8Array; readonly tiers: Int32Array } {
  const contact = allocateColumn(Uint8Array, probabilities.length);
  const tiers = allocateColumn(Int32Array, probabilities.length);
  for (let row = 0; row < probabilities.length; row++) {
    const p = probabilities[row]!;
    contact[row] = p >= threshold ? 1 : 0;
    tiers[row] = tierOf(p);
  }
  return { contact, tiers };
}
