import { type Check, flag, listOf, object, oneOf, optional, text } from '../base/options.js';

/** How lists are written: the `output` section of a configuration. */
export interface PlanFormats {
  /** Formats of the contact list beside CSV, and of the scores of `winback churn`. @default none */
  readonly formats: readonly ('parquet' | 'arrow')[];
  /**
   * Whether CSV files begin with a byte order mark, by which spreadsheets know UTF-8. @default in lists for people where
   * their text is not ASCII, else not
   */
  readonly bom: boolean | undefined;
  /** Salt to hash the ids of lists with; null = ids as they are. @default null */
  readonly salt: string | null;
}

const check = object<PlanFormats>({
  formats: optional(listOf(oneOf('parquet', 'arrow')), []),
  bom: optional(flag, undefined),
  salt: optional(text, null),
});

/** The `output` section; every default where it is absent. */
export const listFormats: Check<PlanFormats> = (value, name) => check(value ?? {}, name);
