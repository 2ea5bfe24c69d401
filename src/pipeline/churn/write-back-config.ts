import { WinbackError } from '../../base/errors.js';
import { type Check, flag, object, optional, text } from '../../base/options.js';
import { connectionUrl } from '../../stores/connection-url.js';
import { isSqlStore } from '../../stores/open-store.js';
import { type StoreAccess, storeAccessChecks } from '../../stores/sql/access.js';

/** Where scores and the plan are written besides the folder: the `writeBack` section. */
export interface WriteBack extends StoreAccess {
  /** `mysql://user@host:port/database` or `postgres://...`. */
  readonly to: string;
  /** Table of the scores: `run`, the column of the user, `churn_prob`, `risk_tier`, `contact`. @default winback_scores */
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
  if (!isSqlStore(url))
    throw new WinbackError('BAD_INPUT', `${name} must be a URL of mysql:// or postgres://`);
  connectionUrl(url, name, []);
  return url;
};

/** The `writeBack` section. */
export const writeBackCheck: Check<WriteBack> = object<WriteBack>({
  to: target,
  scores: optional(text, 'winback_scores'),
  plan: optional(text, 'winback_plan'),
  create: optional(flag, false),
  run: optional<string, string | null>(text, null),
  ...storeAccessChecks,
});
