import { expect, it } from 'vitest';

import { featuresConfig } from '../../../src/features/config.js';
import { featureName } from '../../../src/features/definitions/definition.js';
import { definitionsOf } from '../../../src/features/definitions.js';
import { featureVersion, formerVersion } from '../../../src/features/version.js';
import { toyConfig } from './toy-log.js';

/**
 * Versions as winback gave them while each definition was written as SQL (commit 29e4159). A stored model holds one: a
 * change of the texts would refuse every model there is.
 */
const known = [
  [
    {},
    {},
    '9f33766d7ed020afece69da38b0186cb63b4b33bf1b6ab0cd6e74a4688b098ca',
    '1ff764ddf4fbd2a6679904a92a04bd9430a63e2b5fd2a92ac8b719ecfb8f16cc',
  ],
  [
    { timeZone: 'Europe/Berlin' },
    {},
    '2675acb656c944c5a3ec9d6d0b9353c1fd2b4c426aa646aba090a02906a823a2',
    'dd84289468d39187f3c91c592c739e6e4149a2a3e45592ee8c0cc4433c6b131f',
  ],
  [
    { subtractRefunds: false },
    {},
    'fe3e8fe56e64235749aa0c82a85bdfe7a4cb5f8d2b5d00e1c3cc9aeb396c3f94',
    '1bb82312bc8f92c5c151c258401a8dcd17d655649ddd4c12eea118cc89d68c26',
  ],
  [
    { active: ['login', 'payment'] },
    {},
    '5598d6490c4e32a2a917593a7ff0f385a2a77e2fb350793943c9c6a72033cb83',
    'aa75bc935155ace109ebd701ab49891b38f6b1ba97b0aa674ecd1ee85b9bd782',
  ],
  [
    {},
    { observationDays: 100, valueDays: 400 },
    'ab3602b732707999c916808d4e5e2dccef882c7792e75392e1c576335016f490',
    'd48959f8fce05f94b7762da7660f6c391197bd683ca17c0e1aac99197d663571',
  ],
  [
    {},
    { observationDays: 7, valueDays: 5 },
    '2682f90cf08ebfe0d8ace45792fc2d8538ea794fd2fdddf2423bb778b0b9e3b9',
    '07d196d0d5238e1db9e03e35f6dd2e9f8752d0fdd657bdcf0258f6037c37c824',
  ],
] as const;

it.each(known)('models that were stored before are still accepted: %j %j', (events, windows, now, former) => {
  const config = featuresConfig({ events: { source: 'x.csv', ...toyConfig, ...events }, windows }, 'config');
  const names = definitionsOf(config).map((definition) => ({
    name: featureName(definition, config.windows),
  }));
  expect(featureVersion(config, names)).toBe(now);
  const withoutGap = names.filter(({ name }) => name !== 'avg_session_gap_h');
  expect(formerVersion(config, withoutGap)).toBe(former);
});
