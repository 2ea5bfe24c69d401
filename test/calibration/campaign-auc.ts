import { Random } from '../../src/base/random.js';
import { rankMetrics } from '../../src/stats/auc.js';
import { weightedRankMetrics } from '../../src/stats/weighted-auc.js';

/** One simulated campaign: AUC of what would have happened without it, and what three ways of counting say. */
export interface CampaignAuc {
  /** Of everybody's label without treatment, which nobody can see. */
  readonly truth: number;
  /** Of everybody, treated users included. */
  readonly everybody: number;
  /** Of untreated users, each counting once. */
  readonly unweighted: number;
  /** Of untreated users, weighted by 1 / P(untreated). */
  readonly weighted: number;
  /** Whether the weighted interval holds the truth. */
  readonly held: boolean;
}

const picked = 0.2;
const holdout = 0.1;
const kept = 0.35;

/**
 * The riskiest fifth is picked, a tenth of it is held out, and the contact keeps 35 % of those who would leave.
 * @param users how many, 20,000 in the full simulation
 */
export async function simulateCampaign(users: number, seed: number): Promise<CampaignAuc> {
  const random = new Random(seed);
  const gauss = (): number => random.normal();
  const risk = Float64Array.from({ length: users }, () => -1.9 + 1.6 * gauss());
  const untreatedLabels = Uint8Array.from(risk, (z) => (random.uniform() < 1 / (1 + Math.exp(-z)) ? 1 : 0));
  const scores = risk.map((z) => z + 0.8 * gauss());
  const cut = Float64Array.from(scores).sort()[Math.floor((1 - picked) * users)]!;
  const isPicked = Uint8Array.from(scores, (score) => (score >= cut ? 1 : 0));
  const treated = isPicked.map((pick) => (pick === 1 && random.uniform() >= holdout ? 1 : 0));
  const labels = untreatedLabels.map((left, row) =>
    treated[row] === 1 && left === 1 && random.uniform() < kept ? 0 : left,
  );
  const rows = [...treated.keys()].filter((row) => treated[row] === 0);
  const [s, y] = [
    Float64Array.from(rows, (row) => scores[row]!),
    Uint8Array.from(rows, (row) => labels[row]!),
  ];
  const weights = Float64Array.from(rows, (row) => (isPicked[row] === 1 ? 1 / holdout : 1));
  const weighted = await weightedRankMetrics(s, { labels: y, weights });
  const truth = (await rankMetrics(scores, untreatedLabels)).auc;
  return {
    ...{
      truth,
      everybody: (await rankMetrics(scores, labels)).auc,
      unweighted: (await rankMetrics(s, y)).auc,
    },
    ...{ weighted: weighted.auc, held: weighted.low <= truth && truth <= weighted.high },
  };
}

/** Means over campaigns. */
export async function simulateCampaigns(runs: number, users: number, seed: number) {
  const all: CampaignAuc[] = [];
  for (let run = 0; run < runs; run++) all.push(await simulateCampaign(users, seed + run));
  const mean = (of: (one: CampaignAuc) => number): number =>
    all.reduce((sum, one) => sum + of(one), 0) / runs;
  return {
    ...{ runs, users, truth: mean((one) => one.truth), everybody: mean((one) => one.everybody) },
    ...{ unweighted: mean((one) => one.unweighted), weighted: mean((one) => one.weighted) },
    bias: mean((one) => one.weighted - one.truth),
    coverage: mean((one) => Number(one.held)),
  };
}
