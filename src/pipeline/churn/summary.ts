import type { PlanResult } from '../../campaign/records.js';
import type { ChurnEvaluation, Gate } from '../../churn/records.js';
import type { Language } from '../../report/format.js';
import { readingLines } from '../../report/index.js';
import type { ReadingInput } from '../../report/reading-facts.js';
import { textsFor } from '../../report/texts/index.js';
import type { PreparedChurn } from './dataset.js';

/** summary.json: the fixed keys of the public contract first, then every number of the report. */
export interface ChurnSummary {
  readonly model: {
    readonly name: string;
    readonly candidates: readonly {
      readonly name: string;
      readonly auc: number | null;
      /** Why it could not be trained; null where it was. */
      readonly failure: string | null;
    }[];
    readonly test: {
      readonly rows: number;
      readonly positives: number;
      readonly auc: number;
      readonly aucLow: number;
      readonly aucHigh: number;
      readonly prAuc: number;
      readonly brier: number;
      readonly logLoss: number;
    };
  };
  readonly threshold: {
    readonly value: number;
    readonly precision: number | null;
    readonly recall: number;
    readonly certified: boolean;
  };
  /** Money in yuan; null without a plan. */
  readonly plan: {
    readonly budget: number;
    readonly spent: number;
    readonly expectedProfit: number;
    readonly upperBound: number;
    readonly users: number;
  } | null;
  readonly gates: readonly Gate[];
  readonly passed: boolean;
  readonly files: readonly string[];
  /** What was read from the event log; null with a prepared table. */
  readonly read: ReadingInput | null;
  readonly evaluation: ChurnEvaluation;
  readonly planDetails: PlanResult | null;
}

/** What is told about the reading of an event log; null with a prepared table. */
export function readingOf({ features }: PreparedChurn): ReadingInput | null {
  return features === null ? null : { log: features.report.log, attributes: features.report.attributes };
}

export function summarise(
  evaluation: ChurnEvaluation,
  plan: PlanResult | null,
  files: readonly string[],
  read: ReadingInput | null,
): ChurnSummary {
  const { test, threshold, gates } = evaluation;
  const { auc, rows, positives, prAuc, brier, logLoss } = test;
  return {
    model: {
      name: evaluation.chosen,
      candidates: evaluation.candidates,
      test: { rows, positives, auc: auc.value, aucLow: auc.low, aucHigh: auc.high, prAuc, brier, logLoss },
    },
    threshold,
    plan:
      plan === null
        ? null
        : {
            budget: plan.budget,
            spent: plan.spent,
            expectedProfit: plan.expectedProfit,
            upperBound: plan.upperBound,
            users: plan.targeted,
          },
    gates,
    passed: gates.every(({ passed }) => passed),
    files,
    read,
    evaluation,
    planDetails: plan,
  };
}

/** A few lines for a person, on stderr: what was left out of the data, then the result. */
export async function summaryText(summary: ChurnSummary, language: Language, out: string): Promise<string> {
  const t = textsFor(language).terminal;
  const read = summary.read === null ? [] : await readingLines(summary.read, language);
  const { model, threshold, plan, gates } = summary;
  const { auc, aucLow, aucHigh, brier } = model.test;
  const figures = [threshold.value, threshold.precision, threshold.recall].map((value) => fixed(value, 3));
  const certificate = threshold.certified ? t.certified : t.notCertified;
  const lines = [
    ...read,
    `${t.model(model.name)}  AUC ${fixed(auc)} [${fixed(aucLow)}, ${fixed(aucHigh)}]  Brier ${fixed(brier)}`,
    // A candidate that was asked for and is not among the compared ones.
    ...model.candidates.flatMap(({ name, failure }) =>
      failure === null ? [] : [t.notTrained(name, failure)],
    ),
    `${t.threshold(figures[0]!, figures[1]!, figures[2]!)}  ${certificate}`,
  ];
  if (plan !== null) {
    const [spent, budget, profit] = [plan.spent, plan.budget, plan.expectedProfit].map((yuan) =>
      fixed(yuan, 2),
    );
    lines.push(t.plan(String(plan.users), spent!, budget!, profit!));
  }
  lines.push(...gates.map(gateLine), t.output(out));
  return `${lines.join('\n')}\n`;
}

function gateLine({ direction, passed, name, actual, required }: Gate): string {
  const sign = { 'at-least': '>=', 'at-most': '<=', above: '>' }[direction];
  return `${passed ? 'PASS' : 'FAIL'}  ${name}  ${fixed(actual)} ${sign} ${required}`;
}

function fixed(value: number | null, digits = 4): string {
  return value === null ? '-' : value.toFixed(digits);
}
