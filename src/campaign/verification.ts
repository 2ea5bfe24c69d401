/** One thing the verifier looked at. `skipped` says in `detail` why it could not be looked at. */
export interface VerificationCheck {
  readonly check: string;
  readonly status: 'passed' | 'failed' | 'skipped';
  readonly detail: string;
}

export interface PlanVerification {
  /** No check failed. */
  readonly ok: boolean;
  readonly checks: readonly VerificationCheck[];
}

export interface VerifyOptions {
  /** The salt the ids were hashed with, where they were. */
  readonly salt?: string | null | undefined;
}

/** Records one check and returns `ok`. */
export type Recorder = (name: string, ok: boolean, detail: string) => boolean;
