import type { ExperimentResult } from '../experiment/records/records.js';
import { type Bilingual, inBoth } from './bilingual.js';
import {
  checkSentence,
  ledgerSentences,
  notComputableSentence,
  reasonSentence,
  referenceSentences,
} from './experiment-sentences.js';
import { type Texts, textsFor } from './texts/index.js';

type With<Record, Keys extends string> = Record & { readonly [Key in Keys]: Bilingual };
type One<List extends readonly unknown[] | null> = NonNullable<List>[number];
type Missing = One<ExperimentResult['notComputable']>;
type Metric = One<ExperimentResult['metrics']>;
type Guardrail = NonNullable<Metric['guardrail']>;

/** A result whose codes stand beside their sentences. */
export interface ExperimentWithTexts
  extends Omit<
    ExperimentResult,
    'checks' | 'reasons' | 'ledger' | 'reference' | 'notComputable' | 'metrics'
  > {
  /** The checks, each in a sentence. */
  readonly checks: readonly With<One<ExperimentResult['checks']>, 'text'>[];
  /** The reasons of the decision, each in a sentence. */
  readonly reasons: readonly With<One<ExperimentResult['reasons']>, 'text'>[];
  /** What was adjusted and why, in sentences. */
  readonly ledger: readonly With<One<ExperimentResult['ledger']>, 'what' | 'why'>[];
  /** The reference script's numbers beside the corrected ones; null where not asked. */
  readonly reference: readonly With<One<ExperimentResult['reference']>, 'label' | 'why'>[] | null;
  /** Metrics without a result, and why. */
  readonly notComputable: readonly (Missing & {
    /** Why, in a sentence. */
    readonly reason: With<Missing['reason'], 'text'>;
  })[];
  /** The metrics, guardrails with their reason in a sentence. */
  readonly metrics: readonly (Metric & {
    /** The test against the margin; null for other roles. */
    readonly guardrail:
      | (Guardrail & {
          /** Why the guardrail is undecided; null where it is not. */
          readonly reason: With<NonNullable<Guardrail['reason']>, 'text'> | null;
        })
      | null;
  })[];
}

/** The result with the sentences of every code in both languages, as summary.json has them. */
export function withTexts(result: ExperimentResult): ExperimentWithTexts {
  return {
    ...result,
    checks: result.checks.map((check) => ({ ...check, text: inBoth(checkSentence, check) })),
    reasons: result.reasons.map((reason) => ({ ...reason, text: inBoth(reasonSentence, reason) })),
    ledger: result.ledger.map((entry) => ({ ...entry, ...parts(ledgerSentences, entry) })),
    reference: result.reference?.map((row) => ({ ...row, ...parts(referenceSentences, row) })) ?? null,
    notComputable: result.notComputable.map((missing) => ({ ...missing, reason: because(missing.reason) })),
    metrics: result.metrics.map((metric) => ({ ...metric, guardrail: judged(metric.guardrail) })),
  };
}

function judged(guardrail: Metric['guardrail']): ExperimentWithTexts['metrics'][number]['guardrail'] {
  if (guardrail === null) return null;
  return { ...guardrail, reason: guardrail.reason === null ? null : because(guardrail.reason) };
}

function because(reason: Missing['reason']): With<Missing['reason'], 'text'> {
  return { ...reason, text: inBoth(notComputableSentence, reason) };
}

/** Several sentences of one record, each in both languages. */
function parts<T, Key extends string>(
  sentences: (record: T, texts: Texts) => Readonly<Record<Key, string>>,
  record: T,
): { readonly [K in Key]: Bilingual } {
  const [zh, en] = [sentences(record, textsFor('zh')), sentences(record, textsFor('en'))];
  const keys = Object.keys(zh) as Key[];
  return Object.fromEntries(keys.map((key) => [key, { zh: zh[key], en: en[key] }])) as {
    [K in Key]: Bilingual;
  };
}
