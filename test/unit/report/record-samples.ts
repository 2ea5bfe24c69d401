import type { PlanResult } from '../../../src/campaign/records.js';
import type { ChurnEvaluation } from '../../../src/churn/records.js';
import { curveOf, readSample, steps } from '../../support/samples.js';

type Curves = ChurnEvaluation['curves'];

/** A churn result as the engine would give it; `feature` replaces the first feature's name. */
export function sampleChurn(feature?: string): ChurnEvaluation {
  const sample = readSample<Omit<ChurnEvaluation, 'curves'>>('churn');
  const churn = { ...sample, curves: curves() };
  return feature === undefined ? churn : renamed(churn, feature);
}

/** The first feature under another name, as an attribute of the user's own naming. */
function renamed(churn: ChurnEvaluation, name: string): ChurnEvaluation {
  const { data, importance } = churn;
  const [first, ...features] = data.features;
  const nameOf = (given: string): string => (given === first!.name ? name : given);
  const meaning = { definition: null, windowDays: null };
  return {
    ...churn,
    data: { ...data, features: [{ ...first!, name, meaning }, ...features] },
    importance: {
      ...importance,
      single: importance.single.map((one) => ({ ...one, feature: nameOf(one.feature) })),
      grouped: importance.grouped.map((one) => ({ ...one, features: one.features.map(nameOf) })),
    },
  };
}

function curves(): Curves {
  const pr = (height: number) => curveOf(200, (x) => 0.39 + height * (1 - x) ** 1.3);
  const others = [{ name: 'logistic', auc: 0.7688, prAuc: 0.6681, roc: roc(0.31), pr: pr(0.49) }] as const;
  return { roc: roc(0.3), pr: pr(0.5), others };
}

const roc = (bend: number) => curveOf(200, (x) => x ** bend);

/** A plan over three actions and three tiers. */
export function samplePlan(): PlanResult {
  const frontier = steps(100).map((x) => {
    const profit = 11885.2 * (1 - Math.exp(-6 * x)) * 1.05;
    return { budget: 10000 * x, profit, upperBound: profit, marginal: 7.4 * Math.exp(-6 * x) };
  });
  return { ...readSample<Omit<PlanResult, 'frontier'>>('plan'), frontier };
}
