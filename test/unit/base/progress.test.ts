import { expect, test } from 'vitest';

import { progressOf } from '../../../src/base/progress.js';
import {
  analyzeExperiment,
  buildSnapshots,
  featuresConfig,
  generateEvents,
  planCampaign,
} from '../../../src/index.js';

test('a callback under the former name is refused with the new one', async () => {
  const former = { progress: () => undefined } as never;
  const config = featuresConfig(
    { events: { source: 'none.csv', columns: { user: 'u', time: 't' }, everyRow: 'activity' } },
    'config',
  );
  for (const call of [generateEvents('none', former), buildSnapshots(config, former)])
    await expect(call).rejects.toMatchObject({
      code: 'BAD_INPUT',
      message: expect.stringMatching(/"progress"(: it is called "onProgress" now| is now onProgress)/),
    });
});

test('no call takes anything but a function', async () => {
  expect(progressOf('work', {})).toBeUndefined();
  expect(progressOf('work', undefined)).toBeUndefined();
  expect(() => progressOf('work', { onProgress: 'loud' } as never)).toThrow(
    'work.onProgress must be a function, got "loud"',
  );
  const loud = { onProgress: 1 } as never;
  for (const call of [
    planCampaign({} as never, { budget: 1 }, loud),
    analyzeExperiment({} as never, {} as never, loud),
  ])
    await expect(call).rejects.toMatchObject({ code: 'BAD_INPUT' });
});
