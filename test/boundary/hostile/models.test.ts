// Texts and files that are no model, or a damaged one.
import { beforeAll, expect, test } from 'vitest';

import { WinbackError } from '../../../src/base/errors.js';
import { Booster } from '../../../src/model/booster.js';
import type { FeatureColumn } from '../../../src/model/classifier.js';
import { loadClassifier } from '../../../src/model/load-classifier.js';
import { uniform } from '../../support/random.js';
import { all, atLeast, type Case, rows, table } from './cases.js';

atLeast(40);

let text = '';
let features: readonly FeatureColumn[] = [];
beforeAll(async () => {
  const booster = await Booster.train(table, {
    label: 'label',
    parameters: { numIterations: 3, numLeaves: 5 },
  });
  ({ text, features } = booster);
  booster.close();
});

const load = (edit: (text: string) => string) => () => Booster.load(edit(text), features);
const next = uniform(7);
all('model texts', [
  ['empty', load(() => '')],
  ['garbage', load(() => 'not a model')],
  ['zeros', load(() => '\0'.repeat(1000))],
  ...Array.from(
    { length: 20 },
    (_, i): Case => [`cut at ${i * 5} %`, load((t) => t.slice(0, (t.indexOf('end of trees') * i) / 20))],
  ),
  ['child index out of range', load((t) => t.replace(/left_child=\S+/, 'left_child=99999'))],
  ['child index huge', load((t) => t.replace(/left_child=\S+/, 'left_child=-99999999999'))],
  ['a cycle', load((t) => t.replace(/left_child=\S+/, 'left_child=0'))],
  ['feature out of range', load((t) => t.replace(/split_feature=\S+/, 'split_feature=4000'))],
  ['negative leaves', load((t) => t.replace(/num_leaves=\d+/, 'num_leaves=-5'))],
  ['a million leaves', load((t) => t.replace(/num_leaves=\d+/, 'num_leaves=1000000'))],
  ['category boundaries out of range', load((t) => t.replace(/num_cat=\d+/, 'num_cat=50'))],
  ['NaN leaf', load((t) => t.replace(/leaf_value=\S+/, 'leaf_value=nan'))],
  ['max_feature_idx huge', load((t) => t.replace(/max_feature_idx=\d+/, 'max_feature_idx=2147483647'))],
  ['num_class 0', load((t) => t.replace(/num_class=\d+/, 'num_class=0'))],
  ['no version', load((t) => t.replace(/version=v4/, ''))],
  ['other feature count', () => Booster.load(text, features.slice(1))],
  ['no files', () => loadClassifier(new Map())],
  ['description is no JSON', () => loadClassifier(new Map([['model.json', Buffer.from('{')]]))],
  [
    'description of another kind',
    () => loadClassifier(new Map([['model.json', Buffer.from('{"kind":"svm","features":[]}')]])),
  ],
  [
    'logistic without numbers',
    () => loadClassifier(new Map([['model.json', Buffer.from('{"kind":"logistic","features":[]}')]])),
  ],
  [
    'logistic with too few numbers',
    () =>
      loadClassifier(
        new Map([
          [
            'model.json',
            Buffer.from(
              '{"kind":"logistic","features":[{"name":"x","kind":"numeric"}],"logistic":{"intercept":0,"coefficients":[1],"means":[0],"scales":[1]}}',
            ),
          ],
        ]),
      ),
  ],
  ['invalid UTF-8', () => loadClassifier(new Map([['model.json', Uint8Array.of(0xff, 0xfe)]]))],
]);

test('random damage to a model is an error or still a model, never a crash', async () => {
  let refused = 0;
  const end = text.indexOf('end of trees');
  for (let i = 0; i < 300; i++) {
    const at = Math.floor(next() * end);
    const damaged =
      text.slice(0, at) + String.fromCharCode(32 + Math.floor(next() * 95)) + text.slice(at + 1);
    const booster = await Booster.load(damaged, features).catch((error: unknown) => {
      expect(error).toBeInstanceOf(WinbackError);
      refused++;
    });
    if (booster) {
      expect((await booster.predict(table)).length).toBe(rows);
      booster.close();
    }
  }
  expect(refused).toBeGreaterThan(100);
});
