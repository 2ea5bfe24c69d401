import { WinbackError } from '../base/errors.js';
import { isObjectAddress, objectAddress } from '../base/object-address.js';
import { type Check, flag, object, optional, text } from '../base/options.js';
import { connectionUrl, hasScheme } from '../stores/connection-url.js';
import { isRunTarget } from '../stores/open-store.js';
import { type StoreAccess, storeAccessChecks } from '../stores/sql/access.js';

/** Where results are written besides the folder: the `writeBack` section. */
export interface WriteBack extends StoreAccess {
  /** `mysql://user@host:port/database`, `postgres://...`, `clickhouse://...`, or `s3://bucket/prefix` (also `oss://`) for Parquet. */
  readonly to: string;
  /** Table of the scores, or name of the folder of their objects: `run`, the column of the user, `churn_prob`, `risk_tier`, `contact`. @default winback_scores */
  readonly scores: string;
  /** Table of the users to contact: `run`, then the columns of churn_users.csv. @default winback_plan */
  readonly plan: string;
  /** Table of an experiment's results, one row for each metric and variant. @default winback_experiment */
  readonly experiment: string;
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
  if (!isRunTarget(url))
    throw new WinbackError(
      'BAD_INPUT',
      `${name} must be a URL of mysql://, postgres://, clickhouse://, s3:// or oss://`,
    );
  connectionUrl(url, name, hasScheme(url, 'clickhouse') ? ['protocol'] : []);
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
  experiment: optional(text, 'winback_experiment'),
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

/** The `writeBack` section of a file; null without one. @throws WinbackError BAD_INPUT naming the key */
export const writeBackSection: Check<WriteBack | null> = (value, name) => {
  const given = (value as { readonly writeBack?: unknown } | null)?.writeBack;
  return given === undefined || given === null ? null : writeBackCheck(given, `${name}.writeBack`);
};
