// The short version of `npm run simulate:drift`: false alarms when nothing changed, and updates until a real change is certain.
import { expect, test } from 'vitest';

import { CalmPeople } from '../../../bench/simulations/calm-people.js';
import { calmDays, updatesUntilCertain } from '../../../bench/simulations/drift-alarms.js';

test('three weeks of the same users raise no alarm, although columns move with weekday, tenure and calendar', async () => {
  const calm = await calmDays({ days: 21, users: 1000, seed: 7 });
  expect(calm.days).toBe(21);
  expect(calm.falseAlarms).toBe(0);
}, 60_000);

test('a distance of 0.127 at 5,000 rows is certain within three updates', async () => {
  expect(await updatesUntilCertain(11, CalmPeople.ahead(2))).toBeLessThanOrEqual(3);
}, 60_000);
