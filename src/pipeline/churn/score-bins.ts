import type { ChurnRun } from '../../churn/dataset.js';
import type { ScoreBin } from '../../report/charts/evaluation/scores.js';

const bins = 40;

/** Test rows by calibrated probability, for the picture of the scores. */
export function scoreBins({ test: { probabilities, labels } }: ChurnRun): readonly ScoreBin[] {
  const churned = new Float64Array(bins);
  const stayed = new Float64Array(bins);
  for (const [row, p] of probabilities.entries()) {
    const bin = Math.min(bins - 1, Math.floor(p * bins));
    if (labels[row] === 1) churned[bin]! += 1;
    else stayed[bin]! += 1;
  }
  return Array.from({ length: bins }, (_, i) => ({
    from: i / bins,
    to: (i + 1) / bins,
    churned: churned[i]!,
    stayed: stayed[i]!,
  }));
}
