import { WinbackError } from '../../base/errors.js';
import type { FeatureOrigin } from '../../entries/client.js';
import type { FeatureFile } from '../../pipeline/serve/feature-file.js';
import type { ServedModel } from '../../pipeline/serve/served-model.js';
import type { Service } from '../service.js';
import { fillRow, noneUnseen } from './fill-row.js';
import { Problem, type ValueErrors } from './problem.js';

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

/** Fills a row with what is known of a user, and adds what is wrong to the errors. @throws Problem USER_UNKNOWN */
export function fillUser(
  service: Service,
  model: ServedModel,
  { id, values, features, pointer }: UserRow,
  errors: ValueErrors,
): FeatureOrigin {
  values.fill(Number.NaN);
  const { table } = service;
  const file = table?.slot.current ?? null;
  const known = file !== null && id !== null ? read(file, model, id) : null;
  if (features === undefined && known === null) refuseNothing({ pointer, table }, errors);
  if (known === false && table!.unknownUser === 'refuse') refuseUnknown(pointer, errors);
  const unseen = fillRow({ model, values, errors, pointer: `${pointer}/features` }, features);
  if (file === null || known === null) return unseen === noneUnseen ? ofRequest : { ...ofRequest, unseen };
  const source = !known ? 'request' : features === undefined ? 'table' : 'both';
  return { source, asOf: file.facts.asOf, stale: isStale(service), known, unseen };
}

/** @throws Problem NOT_READY while the file is one that somebody writes in place */
function read(file: FeatureFile, model: ServedModel, id: string): boolean {
  try {
    return file.read(model, id);
  } catch (error) {
    if (!(error instanceof WinbackError) || error.code !== 'IO') throw error;
    throw new Problem('NOT_READY', error.message, { retryAfter: 5 });
  }
}

function refuseNothing(
  { pointer, table }: { pointer: string; table: Service['table'] },
  errors: ValueErrors,
): void {
  if (table === null)
    errors.add(`${pointer}/features`, 'MISSING', 'must be there: the server has no feature file');
  else errors.add(`${pointer}/id`, 'MISSING', 'name the user, or give features');
}

/** A request of one user is answered with 404; in a batch the user is one wrong value of many. */
function refuseUnknown(pointer: string, errors: ValueErrors): void {
  const message = 'the feature file does not have this user';
  if (pointer === '' && errors.count === 0) throw new Problem('USER_UNKNOWN', message);
  errors.add(`${pointer}/id`, 'USER_UNKNOWN', message);
}

/** Whether the feature file is older than the server allows. */
export function isStale({ table, now }: Service): boolean {
  return table !== null && table.slot.current.age(now()) > table.maxAgeMs;
}
