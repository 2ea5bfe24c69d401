import type { PlanResult } from '../../campaign/records.js';
import type { ChurnEvaluation, Gate } from '../../churn/records.js';
import type { EvaluationWithTexts } from '../../report/evaluation-texts.js';
import type { Language } from '../../report/format.js';
import { evaluationTexts, readingLines } from '../../report/index.js';
import type { ReadingInput } from '../../report/reading-facts.js';
import { textsFor } from '../../report/texts/index.js';
import type { PreparedChurn } from './dataset.js';

/** summary.json: the fixed keys of the public contract first, then every number of the report. */
export interface ChurnSummary {
  /** The chosen model and those it was chosen from. */
  readonly model: {
    /** Kind of the chosen model. */
    readonly name: string;
    /** Every model that was tried. */
    readonly candidates: readonly {
      /** Kind of the model. */
      readonly name: string;
      /** AUC on the validation rows; null where it failed. */
      readonly auc: number | null;
      /** Why it could not be trained; null where it was. */
      readonly failure: string | null;
    }[];
    /** Metrics on the test rows. */
    readonly test: {
      /** Test rows. */
      readonly rows: number;
      /** Test rows of users who left. */
      readonly positives: number;
      /** Area under the ROC curve. */
      readonly auc: number;
      /** Lower end of its 95 % interval. */
      readonly aucLow: number;
      /** Upper end of its 95 % interval. */
      readonly aucHigh: number;
      /** Area under the precision-recall curve. */
      readonly prAuc: number;
      /** Brier score. */
      readonly brier: number;
      /** Log loss in nats. */
      readonly logLoss: number;
    };
  };
  /** The chosen threshold. */
  readonly threshold: {
    /** Probability from which a user is selected. */
    readonly value: number;
    /** Precision on the test rows; null where no row is selected. */
    readonly precision: number | null;
    /** Share of the users who left that are selected. */
    readonly recall: number;
    /** Whether its precision is certified. */
    readonly certified: boolean;
  };
  /** Money in yuan; null without a plan. */
  readonly plan: {
    /** The budget in yuan. */
    readonly budget: number;
    /** Expected spend in yuan. */
    readonly spent: number;
    /** Expected profit in yuan. */
    readonly expectedProfit: number;
    /** Proved upper bound of the profit in yuan. */
    readonly upperBound: number;
    /** Users with an action. */
    readonly users: number;
  } | null;
  /** The conditions the run had to meet. */
  readonly gates: readonly Gate[];
  /** Whether all of them were met. */
  readonly passed: boolean;
  /** Names of the files in the folder. */
  readonly files: readonly string[];
  /** What was read from the event log; null with a prepared table. */
  readonly read: ReadingInput | null;
  /** Every number of the report, and the sentences of its codes in both languages. */
  readonly evaluation: EvaluationWithTexts;
  /** Everything there is to report of the plan; null without. */
  readonly planDetails: PlanResult | null;
}

/** What is told about the reading of an event log; null with a prepared table. */
export function readingOf({ features }: PreparedChurn): ReadingInput | null {
  if (features === null) return null;
  const { log, attributes, history, afterFirstDays, observationDays } = features.report;
  const users = afterFirstDays === undefined ? {} : { newUsers: { afterFirstDays, observationDays } };
  return { log, attributes, ...users, ...(history === undefined ? {} : { history }) };
}

export async function summarise(
  evaluation: ChurnEvaluation,
  plan: PlanResult | null,
  files: readonly string[],
  read: ReadingInput | null,
): Promise<ChurnSummary> {
  const { test, gates } = evaluation;
  const told = await evaluationTexts(evaluation);
  const { auc, rows, positives, prAuc, brier, logLoss } = test;
  return {
    model: {
      name: evaluation.chosen,
      candidates: evaluation.candidates,
      test: { rows, positives, auc: auc.value, aucLow: auc.low, aucHigh: auc.high, prAuc, brier, logLoss },
    },
    threshold: told.threshold,
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
    evaluation: told,
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
  lines.push(...gates.map((gate) => gateLine(gate, language)), t.output(out));
  return `${lines.join('\n')}\n`;
}

function gateLine({ direction, passed, name, actual, required }: Gate, language: Language): string {
  const { terminal: t, churn } = textsFor(language);
  const sign = { 'at-least': '>=', 'at-most': '<=', above: '>' }[direction];
  return `${passed ? t.passed : t.failed}  ${t.gate(name, churn.gates.names[name])}  ${fixed(actual)} ${sign} ${required}`;
}

function fixed(value: number | null, digits = 4): string {
  return value === null ? '-' : value.toFixed(digits);
}
