import { WinbackError } from '../../base/errors.js';
import { isObjectAddress, objectAddress } from '../../base/object-address.js';
import { type Check, flag, object, optional, text } from '../../base/options.js';
import { connectionUrl } from '../../stores/connection-url.js';
import { isSqlStore } from '../../stores/open-store.js';
import { type StoreAccess, storeAccessChecks } from '../../stores/sql/access.js';

/** Where scores and the plan are written besides the folder: the `writeBack` section. */
export interface WriteBack extends StoreAccess {
  /** `mysql://user@host:port/database`, `postgres://...`, or `s3://bucket/prefix` (also `oss://`) for Parquet. */
  readonly to: string;
  /** Table of the scores, or name of the folder of their objects: `run`, the column of the user, `churn_prob`, `risk_tier`, `contact`. @default winback_scores */
  readonly scores: string;
  /** Table of the users to contact: `run`, then the columns of churn_users.csv. @default winback_plan */
  readonly plan: string;
  /** Whether tables that are missing are made. @default false */
  readonly create: boolean;
  /** Name of the run, which replaces rows of the same name. @default name of the model and day of the scores */
  readonly run: string | null;
}

const target: Check<string> = (value, name) => {
  const url = text(value, name);
  if (isObjectAddress(url)) {
    objectAddress(url, name);
    return url;
  }
  if (!isSqlStore(url))
    throw new WinbackError('BAD_INPUT', `${name} must be a URL of mysql://, postgres://, s3:// or oss://`);
  connectionUrl(url, name, []);
  return url;
};

/** The `writeBack` section. */
export const writeBackCheck: Check<WriteBack> = (value, name) => {
  const section = sectionCheck(value, name);
  if (isObjectAddress(section.to)) refuseDatabaseKeys(section, name);
  return section;
};

const sectionCheck = object<WriteBack>({
  to: target,
  scores: optional(text, 'winback_scores'),
  plan: optional(text, 'winback_plan'),
  create: optional(flag, false),
  run: optional<string, string | null>(text, null),
  ...storeAccessChecks,
});

function refuseDatabaseKeys({ create, passwordFrom, tls, timeoutSeconds }: WriteBack, name: string): void {
  const given = { create: create || undefined, passwordFrom, tls, timeoutSeconds };
  const wrong = Object.entries(given).find(([, value]) => value !== undefined)?.[0];
  if (wrong !== undefined)
    throw new WinbackError(
      'BAD_INPUT',
      `${name}.${wrong} is for databases; an object store takes its keys from the environment`,
    );
}
