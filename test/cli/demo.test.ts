// The demo shows the planner at work: a budget that is short, a holdout, a frontier that bends.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';

import { expect, it } from 'vitest';

import type { PlanResult } from '../../src/campaign/records.js';
import { winback } from './run.js';

it('the demo spends its budget, holds a tenth back, and more money would bring more, but ever less', async () => {
  const out = mkdtempSync(path.join(os.tmpdir(), 'winback-demo-'));
  try {
    // A tenth of the default users and budget.
    const args = ['demo', '--users', '3000', '--budget', '500', '--lang', 'en', '--out', out, '--quiet'];
    const { code, stderr } = await winback(args);
    expect(code, stderr).toBeLessThan(2);
    const summary = JSON.parse(readFileSync(path.join(out, 'summary.json'), 'utf8'));
    const plan = summary.planDetails as PlanResult;
    expect(plan.spent).toBeGreaterThan(0.99 * plan.budget);
    expect(plan.shadowPrice).toBeGreaterThan(0.5);
    expect(plan.holdout.users / (plan.holdout.users + plan.eligible)).toBeCloseTo(0.1, 1);
    const used = plan.byAction.filter(({ users }) => users > 0).map(({ action }) => action);
    expect(used).toEqual(expect.arrayContaining(['push', 'sms', 'coupon']));
    const gains = [0.5, 1, 2, 3].map(
      (multiple) => plan.frontier.findLast(({ budget }) => budget <= multiple * plan.budget)!.marginal,
    );
    expect(gains).toEqual([...gains].sort((a, b) => b - a));
    expect(gains.at(-1)).toBeGreaterThan(0);
    expect(new Set(gains).size).toBe(gains.length);
    const report = readFileSync(path.join(out, 'evaluation_report.md'), 'utf8');
    for (const words of ['Created', 'Model digest', 'winback version', 'Which list to send'])
      expect(report).toContain(words);
    const experiment = readFileSync(path.join(out, 'experiment_report.md'), 'utf8');
    // Users of the generated experiment are exposed over 21 days from 2 February 2026 on.
    expect(experiment).toContain('Data from: 2026-02-02 to 2026-02-22');
  } finally {
    rmSync(out, { recursive: true, force: true });
  }
});
