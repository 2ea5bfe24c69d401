// The language of a command without --lang: one rule for all of them.
import { expect, test } from 'vitest';

import { usualLanguage } from '../../src/cli/language.js';

const rule: readonly (readonly [environment: Readonly<Record<string, string>>, language: 'zh' | 'en'])[] = [
  [{}, 'zh'],
  [{ LANG: '' }, 'zh'],
  [{ LANG: 'C' }, 'zh'],
  [{ LANG: 'C.UTF-8' }, 'zh'],
  [{ LANG: 'POSIX' }, 'zh'],
  [{ LANG: 'zh_CN.UTF-8' }, 'zh'],
  [{ LANG: 'zh' }, 'zh'],
  [{ LANG: 'en_US.UTF-8' }, 'en'],
  [{ LANG: 'de_DE@euro' }, 'en'],
  [{ LANG: 'zha_CN' }, 'en'],
  [{ LANG: 'zh_CN', LC_MESSAGES: 'en_GB' }, 'en'],
  [{ LANG: 'en_US', LC_MESSAGES: 'en_US', LC_ALL: 'zh_TW' }, 'zh'],
  [{ LANG: 'en_US', LC_ALL: '' }, 'en'],
  [{ LANG: 'zh_CN', WINBACK_LANG: 'en' }, 'en'],
  [{ LANG: 'en_US', LC_ALL: 'en_US', WINBACK_LANG: ' ZH ' }, 'zh'],
  [{ LANG: 'en_US', WINBACK_LANG: 'fr' }, 'en'],
];

test.each(rule)('%j: %s', (environment, language) => {
  expect(usualLanguage(environment)).toBe(language);
});
