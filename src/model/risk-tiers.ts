/** The tiers of the baseline and the calibrated probability each begins at, ascending. */
export const riskTiers = [
  { name: 'low', from: 0 },
  { name: 'medium', from: 0.4 },
  { name: 'high', from: 0.7 },
] as const;

/** Index of the tier a probability lies in, by tiers that ascend from 0. */
export function tierOf(probability: number, tiers: readonly { readonly from: number }[] = riskTiers): number {
  let tier = 0;
  while (tier + 1 < tiers.length && probability >= tiers[tier + 1]!.from) tier++;
  return tier;
}
