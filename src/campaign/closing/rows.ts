import { ensure } from '../../base/errors.js';

/** Users for whom an action was planned, contacted or held back, with what became of them: one row a user and campaign. */
export interface CloseRows {
  /** Id of the user of each row. */
  readonly users: readonly string[];
  /** Code of the campaign of each row. */
  readonly campaign: Int32Array;
  /** Names behind `campaign`. */
  readonly campaigns: readonly string[];
  /** Code of the tier of each row. */
  readonly tier: Int32Array;
  /** Names behind `tier`. */
  readonly tiers: readonly string[];
  /** Code of the planned action of each row. */
  readonly action: Int32Array;
  /** Names behind `action`. */
  readonly actions: readonly string[];
  /** 1 = contacted by the plan, 0 = held back. */
  readonly contacted: Uint8Array;
  /** Probability with which the row was to be contacted, strictly between 0 and 1. */
  readonly chance: Float64Array;
  /** Probability of leaving, known before. */
  readonly risk: Float64Array;
  /** Yuan that the user is worth if he stays, known before. */
  readonly value: Float64Array;
  /** Yuan of profit that the plan expected of the action. */
  readonly claimed: Float64Array;
  /** 1 = stayed, 0 = left. */
  readonly stayed: Uint8Array;
  /** Yuan that the user paid in the window; null where nobody says. */
  readonly revenue: Float64Array | null;
  /** Yuan that was booked for the contact; 0 for users held back. */
  readonly cost: Float64Array;
  /** More columns that were known before. */
  readonly covariates: readonly Float64Array[];
}

/** Contacted and held-back rows. */
export interface ArmCounts {
  /** Rows that were contacted. */
  readonly contacted: number;
  /** Rows that were held back. */
  readonly held: number;
}

/** How many rows of a part were contacted and held back. */
export function countsOf(rows: CloseRows, part?: readonly number[]): ArmCounts {
  let contacted = 0;
  const total = part?.length ?? rows.users.length;
  for (let i = 0; i < total; i++) contacted += rows.contacted[part === undefined ? i : part[i]!]!;
  return { contacted, held: total - contacted };
}

/** Codes of the users, from 0: rows of one user have one code. */
export function userCodes(users: readonly string[]): Int32Array {
  const codes = new Map<string, number>();
  return Int32Array.from(users, (user) => {
    const code = codes.get(user) ?? codes.size;
    if (code === codes.size) codes.set(user, code);
    return code;
  });
}

/** @throws WinbackError BAD_INPUT where there is nobody to compare with */
export function requireBothArms(rows: CloseRows): void {
  const { contacted, held } = countsOf(rows);
  ensure(
    contacted >= 2 && held >= 2,
    `nothing to compare: ${contacted} users with an outcome were contacted, ${held} were held back; ` +
      'a campaign without a holdout is closed with --contacts',
  );
}
