import type { ChurnEvaluation } from '../../churn/records.js';
import {
  confusionChart,
  gainChart,
  importanceChart,
  liftChart,
  precisionRecallChart,
  reliabilityChart,
  rocChart,
  scoresChart,
} from '../charts/index.js';
import type { ChartSpec } from '../charts/theme.js';
import { featureMeanings } from '../feature-titles.js';
import type { EvaluationInput } from '../records.js';
import { languageOf, type Texts } from '../texts/index.js';
import { planCharts } from './plan-charts.js';

/** The pictures of the evaluation report by file name without extension. */
export function evaluationCharts(input: EvaluationInput, texts: Texts): Map<string, ChartSpec> {
  const { churn, plan, scores } = input;
  const charts = new Map<string, ChartSpec>([...curves(churn, texts), ...importance(churn, texts)]);
  if (scores !== null && scores.length > 0) {
    const tierBounds = churn.tiers.map((tier) => tier.from).filter((from) => from > 0);
    charts.set(
      'score_distribution',
      scoresChart({ bins: scores, threshold: churn.threshold.value, tierBounds }, texts),
    );
  }
  if (plan !== null) for (const [name, spec] of planCharts(plan, texts)) charts.set(name, spec);
  return charts;
}

function curves(churn: ChurnEvaluation, texts: Texts): [string, ChartSpec][] {
  const { test, threshold, deciles } = churn;
  const { names } = texts.churn.models;
  const name = names[churn.chosen];
  const { roc, pr, others } = churn.curves;
  const rocs = others.map((other) => ({
    name: names[other.name],
    points: other.roc,
    auc: other.auc,
    aucInterval: null,
  }));
  return [
    [
      'roc_curve',
      rocChart([{ name, points: roc, auc: test.auc.value, aucInterval: test.auc }, ...rocs], texts),
    ],
    [
      'pr_curve',
      precisionRecallChart(
        {
          models: [
            { name, points: pr, area: test.prAuc },
            ...others.map((other) => ({ name: names[other.name], points: other.pr, area: other.prAuc })),
          ],
          baseRate: test.positives / Math.max(1, test.rows),
          precisionFloor: threshold.precisionFloor,
          threshold: threshold.precision === null ? null : { x: threshold.recall, y: threshold.precision },
        },
        texts,
      ),
    ],
    ['confusion_matrix', confusionChart({ ...churn.confusion, threshold: threshold.value }, texts)],
    ['reliability_curve', reliability(churn, texts)],
    ['lift_curve', liftChart(deciles, texts)],
    ['gain_curve', gainChart(deciles, texts)],
  ];
}

function reliability({ calibration, test }: ChurnEvaluation, texts: Texts): ChartSpec {
  return reliabilityChart(
    {
      after: calibration.reliability,
      before: calibration.method === 'none' ? [] : calibration.reliabilityBefore,
      expectedError: calibration.expectedError,
      brier: test.brier,
    },
    texts,
  );
}

function importance({ importance: found, data }: ChurnEvaluation, texts: Texts): [string, ChartSpec][] {
  const { repeats, single, grouped } = found;
  const nameOf = featureNames(data.features, texts);
  const bars = single.map(({ feature, mean, sd }) => ({ name: nameOf(feature), mean, sd }));
  const charts: [string, ChartSpec][] = [
    ['feature_importance', importanceChart({ bars, repeats, kind: 'single' }, texts)],
  ];
  if (grouped.length > 0) {
    const groups = grouped.map(({ features, mean, sd }) => ({
      name: groupName(features.map(nameOf)),
      mean,
      sd,
    }));
    charts.push([
      'feature_importance_grouped',
      importanceChart({ bars: groups, repeats, kind: 'grouped' }, texts),
    ]);
  }
  return charts;
}

/** Letters of a meaning that a chart has room for. */
const shortMeaning = 14;

/** In a Chinese chart the feature's meaning where it is short and no other's, else its name. */
function featureNames(features: ChurnEvaluation['data']['features'], texts: Texts) {
  const short = [...featureMeanings(features, texts)].filter(([, meaning]) => meaning.length <= shortMeaning);
  const uses = new Map<string, number>();
  for (const [, meaning] of short) uses.set(meaning, (uses.get(meaning) ?? 0) + 1);
  const names = new Map(short.filter(([, meaning]) => uses.get(meaning) === 1));
  return (name: string): string => (languageOf(texts) === 'zh' ? (names.get(name) ?? name) : name);
}

/** Up to two features by name; a longer group says how many more there are. */
export function groupName(features: readonly string[]): string {
  const shown = features.slice(0, 2).join(' + ');
  return features.length > 2 ? `${shown} + ${features.length - 2}` : shown;
}
