import { oneOf, requireKeys } from '../../base/options.js';
import { requireShape } from '../../base/shape.js';
import type { ArrowTable } from '../../data/arrow-shape.js';
import { checkTable } from '../../data/columns.js';
import type { ColumnProfile, Profile } from '../profile/records.js';
import { evidentlyCategories, evidentlyNumbers } from './evidently.js';
import { nannymlCategories, nannymlNumbers } from './nannyml.js';
import {
  type CategorySample,
  categorySample,
  type NumericSample,
  numericSample,
  profiledCategories,
  profiledNumbers,
} from './sample.js';

/** Whose definitions the distances follow. */
export type PeerDefinition = 'evidently' | 'nannyml';

/** One column in the numbers of a peer, by the peer's own names. */
export interface PeerColumn {
  /** Name of the column. */
  readonly name: string;
  /** Numbers, or categories. */
  readonly kind: 'numeric' | 'categorical';
  /** By the peer's own name of the method; null where it cannot be had. Empty where a side has no value. */
  readonly values: Readonly<Record<string, number | null>>;
}

/** What a comparison by another definition reads. */
export interface PeerOptions {
  /** Whose numbers. */
  readonly definition: PeerDefinition;
  /** The rows of the training. @default the profile's values, where it keeps every one */
  readonly reference?: ArrowTable | undefined;
}

const peers = {
  evidently: { numbers: evidentlyNumbers, categories: evidentlyCategories },
  nannyml: { numbers: nannymlNumbers, categories: nannymlCategories },
};

/**
 * The distances as Evidently 0.7.23 or NannyML 0.13.1 print them, for those who compare with an earlier tool. Their bins follow today's rows
 * or one far value, and they leave missing values out: no verdict of `driftOf` rests on them.
 * @param profile of the training rows
 * @param table today's rows
 * @param options whose definitions, and the rows of the training where the profile keeps quantiles only
 * @throws WinbackError BAD_INPUT naming the column whose values are not all kept
 *
 * @example
 * ```ts
 * import { peerDrift, profileOf } from 'winback/monitor';
 * import { generateChurnTable } from 'winback/simulate';
 *
 * const { table } = await generateChurnTable({ users: 1000, seed: 1 });
 * const profile = await profileOf(table, { columns: [{ name: 'active_days_30', kind: 'numeric' }] });
 * const [column] = await peerDrift(profile, table, { definition: 'nannyml' });
 * column!.values['kolmogorov_smirnov']; // 0
 * ```
 */
export async function peerDrift(
  profile: Profile,
  table: ArrowTable,
  options: PeerOptions,
): Promise<readonly PeerColumn[]> {
  requireShape(profile, 'profile', { columns: 'list' });
  checkTable(table);
  requireKeys(options, 'options', { definition: true, reference: true });
  requireShape(options, 'options', { definition: 'text' });
  const { numbers, categories } = peers[oneOf('evidently', 'nannyml')(options.definition, 'definition')];
  const columns: PeerColumn[] = [];
  for (const column of profile.columns) {
    const { name, kind } = column;
    if (kind === 'numeric') {
      const [reference, current] = [
        await numbersOf(column, options.reference),
        await numericSample(table, name),
      ];
      const empty = reference.rows === 0 || current.rows === 0;
      columns.push({ name, kind, values: empty ? {} : await numbers(reference, current) });
    } else {
      const reference = await categoriesOf(column, options.reference);
      const current = await categorySample(table, name);
      const empty = reference.size === 0 || current.size === 0;
      columns.push({ name, kind, values: empty ? {} : categories(reference, current) });
    }
  }
  return columns;
}

const numbersOf = async (
  column: Extract<ColumnProfile, { kind: 'numeric' }>,
  reference: ArrowTable | undefined,
): Promise<NumericSample> =>
  reference === undefined ? profiledNumbers(column) : numericSample(reference, column.name);

const categoriesOf = async (
  column: Extract<ColumnProfile, { kind: 'categorical' }>,
  reference: ArrowTable | undefined,
): Promise<CategorySample> =>
  reference === undefined ? profiledCategories(column) : categorySample(reference, column.name);
