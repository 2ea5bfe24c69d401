import type { PlanResult } from '../../campaign/records.js';
import type { ChurnEvaluation, Gate } from '../../churn/records.js';
import { readingLines } from '../../report/index.js';
import type { ReadingInput } from '../../report/reading-facts.js';

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
export async function summaryText(
  summary: ChurnSummary,
  language: 'zh' | 'en',
  out: string,
): Promise<string> {
  const read = summary.read === null ? [] : await readingLines(summary.read, language);
  const { model, threshold, plan, gates } = summary;
  const zh = language === 'zh';
  const fixed = (value: number | null, digits = 4): string => (value === null ? '-' : value.toFixed(digits));
  const { auc, aucLow, aucHigh, brier } = model.test;
  const lines = [
    ...read,
    `${zh ? '模型' : 'model'} ${model.name}  AUC ${fixed(auc)} [${fixed(aucLow)}, ${fixed(aucHigh)}]  Brier ${fixed(brier)}`,
    ...model.candidates.flatMap((candidate) => notTrained(candidate, zh)),
    `${zh ? '阈值' : 'threshold'} ${fixed(threshold.value, 3)}  ${zh ? '精确率' : 'precision'} ${fixed(threshold.precision, 3)}  ${zh ? '召回率' : 'recall'} ${fixed(threshold.recall, 3)}  ${certificate(threshold.certified, zh)}`,
  ];
  if (plan !== null) {
    const [spent, profit] = [fixed(plan.spent, 2), fixed(plan.expectedProfit, 2)];
    lines.push(
      zh
        ? `计划 ${plan.users} 人  花费 ${spent} / ${fixed(plan.budget, 2)} 元  预期利润 ${profit} 元`
        : `plan ${plan.users} users  spent ${spent} of ${fixed(plan.budget, 2)} yuan  expected profit ${profit} yuan`,
    );
  }
  for (const gate of gates) {
    const sign = { 'at-least': '>=', 'at-most': '<=', above: '>' }[gate.direction];
    lines.push(
      `${gate.passed ? 'PASS' : 'FAIL'}  ${gate.name}  ${fixed(gate.actual)} ${sign} ${gate.required}`,
    );
  }
  return `${lines.join('\n')}\n${zh ? '输出' : 'output'}: ${out}\n`;
}

/** A candidate that was asked for and is not among the compared ones. */
function notTrained(
  { name, failure }: ChurnSummary['model']['candidates'][number],
  zh: boolean,
): readonly string[] {
  if (failure === null) return [];
  return [
    zh
      ? `注意：候选模型 ${name} 未能训练：${failure}`
      : `note: the candidate ${name} was not trained: ${failure}`,
  ];
}

function certificate(certified: boolean, zh: boolean): string {
  if (certified) return zh ? '已认证' : 'certified';
  return zh ? '未能认证' : 'cannot be certified';
}
