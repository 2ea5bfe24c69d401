import { describe, expect, it } from 'vitest';

import { textsFor } from '../../../src/report/texts/index.js';

type Leaf = readonly [path: string, text: string | ((...values: string[]) => string)];

function leaves(node: unknown, path = ''): Leaf[] {
  if (typeof node === 'string') return [[path, node]];
  if (typeof node === 'function') return [[path, node as (...values: string[]) => string]];
  return Object.entries(node as object).flatMap(([key, child]) => leaves(child, `${path}.${key}`));
}

const [zh, en] = [leaves(textsFor('zh')), leaves(textsFor('en'))];

/** Names that are the same in both languages. */
const shared =
  /^\.churn\.(models\.names\.lightgbm|test\.(auc|prAuc)|importance\.rank|calibration\.names\.platt)$|\.charts\.roc\.auc$|\.metrics\.roles\.oec$|\.sequential\.z$|^\.drift\.(head\.psi|detailHead\.(logP|hellinger))$|\.dailyFacts\.names\.auc$|\.board\.panels\.(rocAuc|prAuc)$/;

describe('texts', () => {
  it('have the same entries in both languages', () => {
    expect(zh.length).toBeGreaterThan(250);
    expect(zh.map(([path]) => path)).toEqual(en.map(([path]) => path));
  });

  it('are translated, not copied, and never empty', () => {
    for (const [i, [path, text]] of zh.entries()) {
      const other = en[i]![1];
      if (typeof text !== 'string' || typeof other !== 'string') continue;
      expect(text.length, path).toBeGreaterThan(0);
      if (!shared.test(path)) expect(text, path).not.toBe(other);
    }
  });

  // These take a key or a record, no texts: test/unit/report/sentences.test.ts has them. A gate has a name in each language. The title of
  // alarms counts them, that of a feature of the user's own is made of its definition. A
  // reason takes the value of a feature and its unit.
  const takesRecords =
    /^\.(sentences\.|pLabel$|terminal\.gate$|alerts\.title$|decisions\.|experiment\.definitions\.|reasonWords\.|.*\bownTitle$)/;

  it('use every value they are given, in both languages', () => {
    for (const [path, text] of [...zh, ...en]) {
      if (typeof text === 'string' || takesRecords.test(path)) continue;
      const values = ['<1>', '<2>', '<3>', '<4>'].slice(0, text.length);
      for (const value of values) expect(text(...values), path).toContain(value);
    }
  });
});
