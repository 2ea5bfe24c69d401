/** What every page says of itself. All documents are JSON: numbers that are not known are null. */

/** The pages, in the order of the navigation. */
export const pageNames = ['today', 'model', 'drift', 'campaigns', 'experiments', 'data'] as const;

/** Name of a page. */
export type PageName = (typeof pageNames)[number];

/** Which records a page shows. */
export interface Scope {
  /** Name of the configuration. */
  readonly project: string;
  /** First day, YYYY-MM-DD. */
  readonly from: string;
  /** Last day. */
  readonly to: string;
  /** Digest of a model; null for all. */
  readonly model: string | null;
}

/** What may be chosen instead. */
export interface Choices {
  /** Configurations that the state has records of. */
  readonly projects: readonly string[];
  /** Models by digest. */
  readonly models: readonly { readonly digest: string; readonly name: string }[];
  /** First day with records; null for an empty state. */
  readonly first: string | null;
  /** Last day with records. */
  readonly last: string | null;
}

/** Head of every document. */
export interface Head {
  readonly scope: Scope;
  readonly choices: Choices;
  /** When the document was made, microseconds since 1970. */
  readonly madeAt: number;
}

/** A value with its interval. */
export interface Estimate {
  readonly value: number | null;
  readonly low: number | null;
  readonly high: number | null;
}

/** Users of one part of a whole. */
export interface Part {
  /** Name of a tier, action or arm. */
  readonly name: string;
  /** null: hidden, because it or another part has 1 to 9 users. */
  readonly users: number | null;
  /** Money in minor units; null where the users are hidden. */
  readonly costMinor: number | null;
}

/** A sentence in both languages. */
export interface Sentence {
  readonly zh: string;
  readonly en: string;
}
