// The drift report of 40 columns in both languages: its size, and that every picture it names is there.
import { expect, test } from 'vitest';

import { buildTable } from '../../../src/data/tables/build.js';
import { driftOf } from '../../../src/monitor/drift/drift.js';
import { profileOf } from '../../../src/monitor/profile/profile.js';
import { renderDriftReport } from '../../../src/report/index.js';
import { uniform } from '../../support/random.js';

const rows = 2000;
const columns = Array.from({ length: 40 }, (_, i) => ({ name: `feature_${i}_30`, kind: 'numeric' as const }));

async function tableOf(seed: number, shift: number) {
  const next = uniform(seed);
  return buildTable(
    columns.map(({ name }, i) => ({
      ...{ name, kind: 'number' as const },
      values: Float64Array.from({ length: rows }, () => next() * (i + 1) + (i % 3 === 0 ? shift : 0)),
    })),
  );
}

test.each(['en', 'zh'] as const)('the report of 40 columns is small and whole in %s', async (language) => {
  const training = await tableOf(1, 0);
  const next = uniform(3);
  const scores = Float64Array.from({ length: rows }, () => next());
  const labels = Uint8Array.from(scores, (score) => Number(next() < score));
  const scored = { table: training, scores, labels, threshold: 0.5 };
  const profile = await profileOf(training, { columns, labels, scored });
  const day = await tableOf(2, 0.6);
  const report = await driftOf(profile, day, { scores, labels, reference: training });
  const unseenEvents = [{ name: 'share <b>', rows: 12, line: 'events.roles.login: [share <b>]' }];
  const files = await renderDriftReport({ report, alarms: ['feature_0_30'], unseenEvents }, { language });
  const html = files.get('drift_report.html') as string;
  expect(html.length).toBeLessThan(300_000);
  for (const name of ['drift_distances', 'drift_distributions', 'drift_score']) {
    expect(files.has(`${name}.png`)).toBe(true);
    expect(files.get('drift_report.md')).toContain(`${name}.png`);
  }
  expect(html).not.toContain('<b>');
  expect(html).not.toContain('undefined');
  expect(html).not.toContain('NaN');
  expect(report.domain!.culprits[0]!.name).toBe('feature_0_30');
  expect(report.domain!.state).toBe('certain');
});
