import { type Check, integer, listOf, object, optional, text } from '../base/options.js';
import { encodingName } from '../data/files/encoding.js';
import { columnName } from '../data/nested/column-path.js';
import { requireStoreKeys, type StoreSection, sourcePaths, storeSectionChecks } from './store-section.js';

/** Where attributes of users are. */
export interface AttributesConfig extends StoreSection {
  /** Files, relative to the root that is given to the work, or one database (`mysql://...`, `postgres://...`). */
  readonly source: readonly string[];
  /** Table of a DuckDB file or of a database; undefined for other files. */
  readonly table: string | undefined;
  /** Encoding of text files. @default found by looking at the files */
  readonly encoding?: string | undefined;
  /** Column of the user's id. */
  readonly user: string;
  /** Column with the day a row starts to hold; absent when there is one row a user. */
  readonly validFrom: string | undefined;
  /** strptime format of `validFrom` where it is text that is not ISO 8601. @default found by looking at the column */
  readonly timeFormat?: string | undefined;
  /** Attribute columns, such as channel, device, region. */
  readonly fields: readonly string[];
  /** Most frequent values kept; the rest becomes "other". @default 8 */
  readonly topK: number;
}

const attributes = object<AttributesConfig>({
  source: sourcePaths,
  table: optional(text, undefined),
  ...storeSectionChecks,
  encoding: optional(encodingName, undefined),
  user: columnName,
  validFrom: optional(columnName, undefined),
  timeFormat: optional(text, undefined),
  fields: listOf(columnName),
  topK: optional(integer(1, 1000), 8),
});

export const attributesCheck: Check<AttributesConfig> = (value, name) => {
  const config = attributes(value, name);
  requireStoreKeys(config, name);
  return config;
};
