/** One thing the verifier looked at. `skipped` says in `detail` why it could not be looked at. */
export interface VerificationCheck {
  /** Name of the check. */
  readonly check: string;
  /** `skipped` where what it needs was not given. */
  readonly status: 'passed' | 'failed' | 'skipped';
  /** What was found. */
  readonly detail: string;
}

/** What a second look at a plan found. */
export interface PlanVerification {
  /** No check failed. */
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
