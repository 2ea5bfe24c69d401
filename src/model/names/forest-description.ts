import { WinbackError } from '../../base/errors.js';
import { object, oneOf } from '../../base/options.js';
import type { FeatureColumn } from '../classifier.js';
import type { Reading } from '../encoding.js';
import { featureList } from './feature-list.js';

/** The columns of a forest and how tables are read for them. */
export interface DescribedFeatures {
  readonly features: readonly FeatureColumn[];
  readonly reading: Reading;
}

const check = object<DescribedFeatures>({ features: featureList, reading: oneOf('names', 'codes') });

/** What a forest file keeps of its columns: JSON. */
export function describe({ features, reading }: DescribedFeatures): string {
  return JSON.stringify({ features, reading });
}

/**
 * The columns of a forest file. Files of version 3, made by winback 0.1, keep names only: codes are taken as
 * they are.
 * @param names the trees' own
 * @throws WinbackError BAD_MODEL
 */
export function describedFeatures(description: string, names: readonly string[]): DescribedFeatures {
  if (description === '')
    return { features: names.map((name) => ({ name, kind: 'numeric' })), reading: 'codes' };
  const described = parsed(description);
  if (described.features.length === names.length) return described;
  throw new WinbackError(
    'BAD_MODEL',
    `forest file: ${names.length} features, ${described.features.length} are described`,
  );
}

function parsed(description: string): DescribedFeatures {
  try {
    return check(JSON.parse(description), 'features');
  } catch (cause) {
    throw new WinbackError('BAD_MODEL', `forest file: ${(cause as Error).message}`, { cause });
  }
}
