import type { Coded, NoValues } from '../../base/coded.js';
import type { NumberFormat } from '../../data/numbers/number-form.js';

/** A list and the lines of it. */
export interface ListedLines {
  /** Name of the list's file. */
  readonly file: string;
  /** Its lines, without the heading. */
  readonly lines: number;
}

/** An amount of money. */
export interface MicroYuan {
  /** Millionths of a yuan, a whole number in decimal digits. */
  readonly microYuan: string;
}

/** What is wrong with a line of a list. */
export interface LineFaultValues {
  /** No action of the plan has this name. */
  readonly 'unknown-action': {
    /** The name, shortened, in quotes. */
    readonly action: string;
  };
  /** A number is not the one that the inputs give. */
  readonly value: {
    /** Its column. */
    readonly column: string;
    /** The number in the list; null where it cannot be read. */
    readonly listed: number | null;
    /** The number that the inputs give. */
    readonly due: number;
  };
  /** The policy excludes the user. */
  readonly excluded: NoValues;
  /** The user may not get this action. */
  readonly 'not-allowed': {
    /** The action. */
    readonly action: string;
  };
}

/** What is wrong with a line of a list. */
export type LineFault = Coded<LineFaultValues>;

/** What the verifier looks at, and what it finds; `verificationTexts` of winback/report has the sentences. */
export interface VerificationValues {
  /** plan.json has the digest that stands in it. */
  readonly 'plan-as-written': NoValues;
  /** A file has the digest that stands in plan.json. */
  readonly 'file-as-written': {
    /** Its name. */
    readonly file: string;
    /** Its SHA-256, in hexadecimal; null where it cannot be read. */
    readonly sha256: string | null;
    /** Why it cannot be read, in the words of the error; null where it can. */
    readonly error: string | null;
  };
  /** The inputs can be read and the plan made of them again; told only where they cannot. */
  readonly recomputable: {
    /** The message of the error. */
    readonly error: string;
  };
  /** No user stands twice in a list. */
  readonly 'listed-once': ListedLines;
  /** Every listed user is in the scores. */
  readonly 'listed-known': ListedLines & {
    /** Lines whose user is. */
    readonly known: number;
  };
  /** Action and numbers of every line are what the inputs give. */
  readonly 'lines-follow': ListedLines & {
    /** A line that is wrong, that of the first such user of the scores, and how; null where none is. */
    readonly wrong: {
      /** The line; the heading is line 1. */
      readonly line: number;
      /** How it is wrong. */
      readonly fault: LineFault;
    } | null;
  };
  /** A list without rounded numbers has the actions of the CSV list. */
  readonly 'same-actions': {
    /** Name of the list's file. */
    readonly file: string;
    /** Users of the scores. */
    readonly users: number;
  };
  /** The money spent is that of the certificate. */
  readonly spent: {
    /** The money, in fen, a whole number in decimal digits. */
    readonly fen: string;
  };
  /** The expected profit is that of the certificate. */
  readonly 'expected-profit': MicroYuan;
  /** A limit is kept. */
  readonly limit: {
    /** Name of the limit. */
    readonly name: string;
    /** What the plan uses of it: fen or users, a whole number in decimal digits. */
    readonly used: string;
    /** `max`: at most the limit. `min`: at least. */
    readonly bound: 'max' | 'min';
    /** The limit: fen or users. */
    readonly limit: number;
  };
  /** The list is what the greedy rule gives. */
  readonly 'greedy-rule': NoValues;
  /** A value of plan.json is what the inputs give; told only where it is not. */
  readonly 'plan-value': {
    /** Its key. */
    readonly key: string;
  };
  /** The revenue of users without one is that of plan.json. */
  readonly 'fallback-revenue': {
    /** Yuan; null where none is taken. */
    readonly yuan: number | null;
  };
  /** The prices of the certificate are not negative, one a limit. */
  readonly prices: {
    /** How many there are. */
    readonly prices: number;
  };
  /** The Lagrangian bound at these prices is that of the certificate. */
  readonly 'lagrangian-bound': MicroYuan;
  /** Profit <= upper bound <= Lagrangian bound; the amount is the upper bound. */
  readonly 'bounds-in-order': MicroYuan;
  /** No plan earns more than the upper bound: the most that any can earn. */
  readonly 'no-better-plan': MicroYuan;
  /** The same where the proof is not repeated, for its size: how far the Lagrangian bound lies above the plan. */
  readonly 'no-better-plan-unproved': MicroYuan;
}

/** One thing the verifier looked at. */
export type VerificationCheck = Coded<VerificationValues> & {
  /** `skipped`: it could not be looked at. */
  readonly status: 'passed' | 'failed' | 'skipped';
};

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
  /** Form of written numbers, as the plan was made with it. @default found by looking at each whole column */
  readonly numberFormat?: NumberFormat | undefined;
}

/** Records one check and returns `ok`. */
export type Recorder = <Code extends keyof VerificationValues>(
  code: Code,
  ok: boolean | 'skipped',
  values: VerificationValues[Code],
) => boolean;

/** A recorder that appends to `checks`. */
export function recorderInto(checks: VerificationCheck[]): Recorder {
  return (code, ok, values) => {
    const status = ok === 'skipped' ? ok : ok ? 'passed' : 'failed';
    // Code and values belong together: the signature of Recorder says so.
    checks.push({ code, status, values } as VerificationCheck);
    return ok === true;
  };
}
