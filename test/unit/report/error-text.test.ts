// Every message that the sources can give a WinbackError has a Chinese text that keeps each of its values.
import fc from 'fast-check';
import { expect, test } from 'vitest';

import { WinbackError } from '../../../src/base/errors.js';
import { errorText, messageText } from '../../../src/report/error-text.js';
import { zhErrors } from '../../../src/report/texts/zh/errors/index.js';
import { collectedMessages } from '../../support/messages/collect.js';
import { nativeMessages } from '../../support/messages/native.js';

/** What an error that another quotes could say; it has a text of its own. */
const quoted = 'low must not exceed high';

/** What stays as it is in every language: code, commands and values that a configuration takes. */
const code = [
  /`[^`]*`/g,
  /\b(?:npm|npx|apt-get)(?: [-\w.=/]+)+/g,
  /\bwinback (?:features|build)[-\w .#]*/g,
  /"end of trees"/g,
  /\bfamily lan-demets|boosting rf|dataSampleStrategy goss|plan verify\b/g,
];

function englishIn(text: string): string | undefined {
  const prose = code.reduce((rest, pattern) => rest.replaceAll(pattern, '#'), text);
  return /\b[A-Za-z]*[a-z]{2,} [a-z]{2,}\b/.exec(prose)?.[0];
}

test('every message of the sources is Chinese in Chinese, with all its values', () => {
  const messages = [...collectedMessages(), ...nativeMessages()];
  expect(messages.length).toBeGreaterThan(1200);
  const wrong = messages.flatMap(({ text, file }) => {
    let holes = 0;
    const english = text.replaceAll('{message}', quoted).replaceAll('{}', () => `«${++holes}»`);
    const chinese = messageText(english, 'zh');
    const lost = Array.from({ length: holes }, (_, i) => `«${i + 1}»`).filter(
      (one) => !chinese.includes(one),
    );
    const rest = englishIn(chinese.replaceAll(/«\d+»/g, '#'));
    const isSame = chinese === english && englishIn(english) !== undefined;
    return !isSame && lost.length === 0 && rest === undefined ? [] : [`${file}: ${english}\n  ${chinese}`];
  });
  expect(wrong).toEqual([]);
}, 400_000);

const catalogues = [...zhErrors.messages, ...zhErrors.phrases];

test('a translation has each place of its message, and no English message has two', () => {
  const wrong = catalogues.flatMap((catalogue) =>
    Object.entries(catalogue).filter(([english, chinese]) => {
      const places = new Set([...chinese.matchAll(/\{(\d+)/g)].map(([, place]) => Number(place)));
      const count = english.split('{}').length - 1;
      return places.size !== count || [...places].some((place) => place < 1 || place > count);
    }),
  );
  expect(wrong).toEqual([]);
  const all = zhErrors.messages.flatMap((catalogue) => Object.keys(catalogue));
  expect(all.filter((english, i) => all.indexOf(english) !== i)).toEqual([]);
});

test('whatever the values are, none of their letters is lost', () => {
  const keys = zhErrors.messages
    .flatMap((catalogue) => Object.keys(catalogue))
    .filter((key) => /[a-z]{3}/.test(key));
  // No value of these is a phrase or a message, so each stays as it is.
  const value = fc.stringMatching(/^[A-Z0-9_.\-/%]{1,20}$/);
  fc.assert(
    fc.property(fc.constantFrom(...keys), fc.infiniteStream(value), (key, values) => {
      const given: string[] = [];
      const english = key.replaceAll('{}', () => {
        given.push(values.next().value);
        return given.at(-1)!;
      });
      const chinese = messageText(english, 'zh');
      for (const one of given) expect(chinese).toContain(one);
    }),
    { numRuns: 3000 },
  );
});

test('names of the user are never translated, whatever they say', () => {
  const english = 'column "a number", row 3: must be >= 0, got nothing';
  expect(messageText(english, 'zh')).toBe('列“a number”第 3 行：必须不小于 0，得到的是 空值');
  expect(messageText('no such file: no such file: x', 'zh')).toBe('没有这个文件：no such file: x');
});

test.each([
  [
    'plan.yaml: plan.limits[0].max must be a number > 0, got an array of 3',
    'plan.yaml: plan.limits[0].max 必须是大于 0 的数，得到的是 有 3 项的数组',
  ],
  [
    'plan.yaml: the table has no column "spnd" (did you mean "spend"?)',
    'plan.yaml：表没有列 "spnd"（是否应为“spend”？）',
  ],
  [
    'cannot read the configuration a.yaml: ENOENT: no such file or directory',
    '无法读取配置 a.yaml：ENOENT: no such file or directory',
  ],
  [
    'amount: 3 of 9 values of column "x" (33.3 %) cannot be read as numbers, e.g. \'a\'; roles.login: the event "in" never occurs in the log; mend it, or allow it by name: events.allow: [amount, in]',
    "amount：列“x”的 9 个值中有 3 个（33.3 %）不能读成数，如 'a'；roles.login：事件“in”从未在日志中出现；请改正，或按名称放行：events.allow: [amount, in]",
  ],
  ['something that no text fits', 'something that no text fits'],
])('%s', (english, chinese) => {
  const error = new WinbackError('BAD_INPUT', english);
  expect([errorText(error, 'en'), errorText(error, 'zh')]).toEqual([english, chinese]);
});

test('a message whose middle was cut out keeps its sense', () => {
  const columns = Array.from({ length: 900 }, (_, i) => `column_${i}`).join(', ');
  const english = `no column says who the user of a row is; name it with --user COLUMN; the columns are ${columns}`;
  const error = new WinbackError('BAD_INPUT', english);
  expect(errorText(error, 'zh')).toMatch(/^没有列说明每一行的用户是谁；.*column_0, .* \.\.\. .*column_899$/);
});

test('a hostile message has an end, and what fits is translated', () => {
  const english = `${'column "a", row 1: '.repeat(75)}x`;
  expect(messageText(english, 'zh')).toContain('column "a", row 1: x');
});
