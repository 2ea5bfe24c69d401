import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';

import { describe, expect, it } from 'vitest';

import { buildSnapshots, type FeatureSet } from '../../../src/features/build.js';
import { type FeaturesConfig, featuresConfig } from '../../../src/features/config.js';
import { exampleSections } from '../../support/example-sections.js';
import { sharedData, sharedFile } from '../../support/shared-data.js';

const exampleConfig = (name: string): FeaturesConfig => featuresConfig(exampleSections(name), name);

interface Purchase {
  readonly user: string;
  readonly day: number;
}

// Eligible users and those who leave, for each snapshot, by plain loops over active days.
function countsOf(active: readonly Purchase[], days: readonly string[], window: number, horizon: number) {
  return days.map((day) => {
    const t = Date.parse(day) / 864e5;
    const eligible = new Set(active.filter((p) => p.day > t - window && p.day <= t).map((p) => p.user));
    const back = new Set(active.filter((p) => p.day > t && p.day <= t + horizon).map((p) => p.user));
    return { day, rows: eligible.size, positives: [...eligible].filter((user) => !back.has(user)).length };
  });
}

function compareCounts(set: FeatureSet, active: readonly Purchase[]): void {
  const labelled = set.report.snapshots.filter(({ positives }) => positives !== null);
  const { observationDays, horizonDays } = set.report;
  const days = labelled.map(({ day }) => day);
  expect(labelled.map(({ day, rows, positives }) => ({ day, rows, positives }))).toEqual(
    countsOf(active, days, observationDays, horizonDays),
  );
}

const retail = sharedFile('online_retail/online_retail_events.csv.gz');
const cdnow = sharedFile('cdnow/cdnow_master.csv');
const sparkify = sharedFile('sparkify_nov2018/events.csv');

describe('examples', () => {
  it.skipIf(retail === undefined)(
    'online-retail: the published counts, and labels as plain loops',
    async () => {
      const set = await buildSnapshots(exampleConfig('online-retail'), { root: sharedData! });
      // UCI: 406,829 rows with a customer, 4,372 customers, 22,190 invoices of which 3,654 are cancelled.
      expect(set.report.log).toMatchObject({ rows: 406_829, users: 4372, events: 22_190 });
      expect(set.report.log.byRole).toEqual({ payment: 18_536, refund: 3654 });
      const lines = gunzipSync(readFileSync(retail!)).toString('utf8').trim().split('\n').slice(1);
      const sales = lines.map((line) => line.split(',')).filter(([invoice]) => !invoice!.startsWith('C'));
      compareCounts(
        set,
        sales.map((cells) => ({ user: cells[5]!, day: Date.parse(cells[3]!.slice(0, 10)) / 864e5 })),
      );
    },
  );

  it.skipIf(cdnow === undefined)('cdnow: every purchase, and labels as plain loops', async () => {
    const set = await buildSnapshots(exampleConfig('cdnow'), { root: sharedData! });
    expect(set.report.log).toMatchObject({ events: 69_659, users: 23_570, lastCompleteDay: '1998-06-30' });
    const lines = readFileSync(cdnow!, 'utf8').trim().split('\n').slice(1);
    compareCounts(
      set,
      lines
        .map((line) => line.split(','))
        .map(([user, day]) => ({ user: user!, day: Date.parse(day!) / 864e5 })),
    );
    // The id keeps its leading zeros.
    expect(set.snapshots[0]!.table.getChild('user_id')!.get(0)).toMatch(/^0000\d$/);
  });

  it.skipIf(sparkify === undefined)(
    'sparkify: many event names, epoch milliseconds, missing ids',
    async () => {
      const set = await buildSnapshots(exampleConfig('sparkify'), { root: sharedData! });
      expect(set.report.log).toMatchObject({ rows: 8056, users: 97, dropped: { missingUser: 286 } });
      expect(set.report.log.unmappedNames).toEqual(['Login']);
      const missing = set.report.leftOut.map(({ name }) => name);
      expect(missing).toContain('pay_amt_7');
      expect(missing).toContain('quota_use_ratio');
      expect(missing).not.toContain('feature_variety');
    },
  );
});
