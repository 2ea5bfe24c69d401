// Every sentence of winback explain reads in both languages: each feature of winback's with its title and unit, each reason
// of a plan, each alarm.
import { expect, test } from 'vitest';

import { reasonCodes } from '../../../src/campaign/records.js';
import { definitions } from '../../../src/features/definitions.js';
import { featureTitle } from '../../../src/report/feature-titles.js';
import { textsFor } from '../../../src/report/texts/index.js';

const languages = ['zh', 'en'] as const;
const chinese = /\p{Script=Han}/u;

function reads(sentence: string, language: 'zh' | 'en'): void {
  expect(sentence).not.toMatch(/undefined|null|NaN|\[object/);
  expect(chinese.test(sentence)).toBe(language === 'zh');
}

test('every feature of winback has a reason in words', () => {
  expect(definitions.length).toBeGreaterThan(30);
  const families = new Set(definitions.map(({ family }) => family));
  expect(families.size).toBeGreaterThan(5);
  for (const language of languages)
    for (const { name, unit } of definitions) {
      const titled = { name, definition: name, windowDays: 30 };
      const title = { zh: featureTitle(titled, 'zh'), en: featureTitle(titled, 'en') };
      const { reason } = textsFor(language).sentences.explain;
      for (const value of [12.5, 0, null])
        reads(reason({ feature: 'x', title, value, unit, unseen: false, adds: -0.25 }), language);
    }
});

test('every reason of a plan and every state of a message has words', () => {
  const states = ['queued', 'sending', 'accepted', 'delivered', 'undelivered'];
  const more = ['unknown', 'suppressed', 'expired', 'dead', 'cancelled'];
  for (const language of languages) {
    const { explain } = textsFor(language).sentences;
    for (const reason of reasonCodes) {
      const words = explain['not-contacted']({ reason });
      reads(words, language);
      expect(words).not.toContain(`${reason} (${reason})`);
    }
    for (const state of [...states, ...more]) {
      const said = { campaign: 'c', channel: 'mail', action: 'sms', state, day: '2026-01-01', reason: null };
      const words = explain.message(said);
      reads(words, language);
      expect(words).not.toMatch(new RegExp(`\\) ?${state}[.。]`));
    }
  }
});

test('every alarm has words', () => {
  for (const language of languages) {
    const { sentences, alerts } = textsFor(language);
    for (const kind of Object.keys(alerts.kinds)) {
      const at = { severity: 'warning', state: 'firing', value: 0.2, threshold: null } as const;
      const words = sentences.explain.alert({ kind, object: '*', ...at });
      reads(words, language);
      expect(words).not.toContain(`: ${kind},`);
    }
  }
});
