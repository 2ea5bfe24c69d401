import type { FeatureOrigin } from '../../entries/client.js';
import type { ServedModel } from '../../pipeline/serve/served-model.js';
import type { Service } from '../service.js';
import { fillRow, noneUnseen } from './fill-row.js';
import type { ValueErrors } from './problem.js';

/** What a request says of one user. */
export interface UserRow {
  readonly id: string | null;
  /** Where the values go. */
  readonly values: Float64Array;
  /** `features` of the request. */
  readonly features: unknown;
  /** JSON pointer to the user in the request. */
  readonly pointer: string;
}

/** An answer that is the same for most requests is made once. */
const ofRequest: FeatureOrigin = {
  source: 'request',
  asOf: null,
  stale: false,
  known: null,
  unseen: noneUnseen,
};

/** Fills a row with what is known of a user, and adds what is wrong to the errors. */
export function fillUser(
  _service: Service,
  model: ServedModel,
  { values, features, pointer }: UserRow,
  errors: ValueErrors,
): FeatureOrigin {
  values.fill(Number.NaN);
  if (features === undefined)
    errors.add(`${pointer}/features`, 'MISSING', 'must be there: the server has no feature file');
  const unseen = fillRow({ model, values, errors, pointer: `${pointer}/features` }, features);
  return unseen === noneUnseen ? ofRequest : { ...ofRequest, unseen };
}
