import { beforeAll, describe, expect, test } from 'vitest';

import { runTasks } from './pool.js';
import { studies } from './studies/index.js';
import type { Finding } from './study.js';

const runs = 200_000;
const seed = 2024;

// `npm run calibrate` runs every study a million times; docs/explanation/calibration.md shows the result.
describe('every test and interval keeps its word in 200,000 simulated experiments', () => {
  const found = new Map<string, readonly Finding[]>();

  beforeAll(async () => {
    const tasks = studies.map((_, index) => ({ index, runs, seed }));
    await runTasks(tasks, 2, (reply) => {
      if (reply.kind === 'done') found.set(studies[reply.index]!.name, reply.findings);
    });
  }, 1_800_000);

  test('names of studies differ, since their random streams follow from them', () => {
    expect(new Set(studies.map((s) => s.name)).size).toBe(studies.length);
  });

  test.each(studies.map(({ name }) => [name]))('%s', (name) => {
    const outside = found.get(name)!.filter((finding) => !finding.passed);
    expect(outside).toEqual([]);
  });
});
