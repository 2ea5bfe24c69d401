import type { PlanVerification, VerificationCheck } from '../campaign/verify/verification.js';
import { type Bilingual, inBoth } from './bilingual.js';
import type { Texts } from './texts/index.js';

/** A check whose code stands beside its sentences. */
export type CheckWithTexts = VerificationCheck & {
  /** What was looked at. */
  readonly what: Bilingual;
  /** What was found. */
  readonly found: Bilingual;
};

/** A verification whose codes stand beside their sentences. */
export interface VerificationWithTexts extends Omit<PlanVerification, 'checks'> {
  /** Every check that was run. */
  readonly checks: readonly CheckWithTexts[];
}

/** The verification with what was looked at and what was found, in both languages. */
export function withVerificationTexts(verification: PlanVerification): VerificationWithTexts {
  const checks = verification.checks.map((check) => ({
    ...check,
    what: inBoth(whatSentence, check),
    found: inBoth(foundSentence, check),
  }));
  return { ...verification, checks };
}

// Code and values of a check belong together, which the compiler does not follow through an index.
function sentencesOf<Code extends VerificationCheck['code']>(code: Code, { sentences }: Texts) {
  return sentences.verification[code] as Record<'what' | 'found', (values: never) => string>;
}

function whatSentence({ code, values }: VerificationCheck, texts: Texts): string {
  return sentencesOf(code, texts).what(values as never);
}

function foundSentence({ code, values }: VerificationCheck, texts: Texts): string {
  return sentencesOf(code, texts).found(values as never);
}
