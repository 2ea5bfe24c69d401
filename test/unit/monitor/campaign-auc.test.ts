import { expect, test } from 'vitest';

import { simulateCampaigns } from '../../calibration/campaign-auc.js';

test('after a campaign that works only the weighted AUC is still the model’s', async () => {
  const found = await simulateCampaigns(8, 20_000, 1);
  expect(Math.abs(found.bias)).toBeLessThan(0.004);
  expect(found.truth - found.everybody).toBeGreaterThan(0.04);
  expect(found.truth - found.unweighted).toBeGreaterThan(0.04);
});
