/** One thing the verifier looked at. `skipped` says in `detail` why it could not be looked at. */
export interface VerificationCheck {
  /** What was checked, in English. */
  readonly check: string;
  /** `skipped` where what it needs was not given. */
  readonly status: 'passed' | 'failed' | 'skipped';
  /** What was found, in English: the recomputed value, or why it could not be had. */
  readonly detail: string;
}

/** What a second look at a plan found. */
export interface PlanVerification {
  /** Whether no check failed; skipped ones do not count. */
  readonly ok: boolean;
  /** Every check that was run. */
  readonly checks: readonly VerificationCheck[];
}

/** What a verification needs beside the folder. */
export interface VerifyOptions {
  /** The salt the ids were hashed with, where they were. */
  readonly salt?: string | null | undefined;
}

/** Records one check and returns `ok`. */
export type Recorder = (name: string, ok: boolean, detail: string) => boolean;
