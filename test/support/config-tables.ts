// The tables of keys in docs/reference/*-config.md. A page holds what each key means; values and defaults come from the
// checks. scripts/config-doc.mjs writes them, test/docs/config-tables.test.ts compares.
import { type KeyFacts, keysOf } from './config-sections.js';

type Language = 'en' | 'zh';

const heads = {
  en: '| key | meaning | values | default |\n|---|---|---|---|',
  zh: '| 键 | 含义 | 取值 | 默认值 |\n|---|---|---|---|',
};

const words = {
  en: {
    ...{ text: 'text', number: 'number', whole: 'whole number', section: 'section', list: 'list, each ' },
    ...{ to: ' to ', and: ' and ', required: 'required', name: 'text, number, `true`, `false`' },
    source:
      'text (a column), or a section with `constant`, `multiply`, `minus`, `firstOf`, `cases`, `json` or `list`',
    paths: 'text, or a list of texts',
    share: 'number, 0 to 1, or a section with one a tier',
    any: 'any value',
    fen: 'number, whole fen',
    tls: '`true`, `false`, or a section with `ca`, `serverName`',
    secret: '`{ env: NAME }` or `{ file: PATH }`',
    history: 'whole number, 1 to 3,650, or `all`',
  },
  zh: {
    ...{ text: '文本', number: '数', whole: '整数', section: '一节', list: '列表，每项为' },
    ...{ to: ' 至 ', and: ' 且 ', required: '必填', name: '文本、数、`true`、`false`' },
    source:
      '文本（列名），或含 `constant`、`multiply`、`minus`、`firstOf`、`cases`、`json`、`list` 之一的一节',
    paths: '文本，或文本的列表',
    share: '数，0 至 1，或每档一个数的一节',
    any: '任意值',
    fen: '数，精确到分',
    tls: '`true`、`false`，或含 `ca`、`serverName` 的一节',
    secret: '`{ env: NAME }` 或 `{ file: PATH }`',
    history: '整数，1 至 3,650，或 `all`',
  },
} as const;

/** Where the message of a check does not tell all that it takes. */
const told: Readonly<Record<string, keyof (typeof words)['en']>> = {
  ...{
    source: 'paths',
    allow: 'paths',
    response: 'share',
    responseSd: 'share',
    positive: 'name',
    contact: 'fen',
  },
  tls: 'tls',
  ...{ persons: 'paths', historyDays: 'history', window: 'history', over: 'paths', among: 'paths' },
  passwordFrom: 'secret',
};

/** Keys that a rule about several keys asked for where the least configuration was taken. */
const notNeeded = [
  'plan limits[] max',
  'experiment data variant',
  'experiment data file',
  'experiment exclude[] column',
  'experiment exclude[] above',
  'churn events.columns event',
];

const digits = (number: string): string =>
  Number(number).toLocaleString('en-US', { maximumFractionDigits: 10 });

function valuesIn(language: Language, key: string, values: string): string {
  const w = words[language];
  const special = told[key];
  if (special !== undefined) return w[special];
  const list = /^an array of (.*)$/.exec(values);
  if (list !== null) return w.list + valuesIn(language, '', list[1]!);
  const range = /^(a whole number )?from (\S+) to (\S+)$/.exec(values);
  if (range !== null)
    return rangeIn(language, range[1] === undefined ? w.number : w.whole, range[2]!, range[3]!);
  const open = /^strictly between (\S+) and (\S+)$/.exec(values);
  if (open !== null) return `${w.number}, > ${open[1]}${w.and}< ${open[2]}`;
  const choice = /^one of (.*)$/.exec(values);
  if (choice !== null) return `\`${choice[1]!.replaceAll(', ', '`, `')}\``;
  return simpleIn(language, values);
}

function rangeIn(language: Language, kind: string, low: string, high: string): string {
  if (Number(high) >= Number.MAX_SAFE_INTEGER) return `${kind}, >= ${digits(low)}`;
  return `${kind}, ${digits(low)}${words[language].to}${digits(high)}`;
}

function simpleIn(language: Language, values: string): string {
  const w = words[language];
  if (values.startsWith('a column name')) return w.source;
  if (values === 'true or false') return '`true`, `false`';
  if (values === 'an object') return w.section;
  if (values === 'a non-empty string') return w.text;
  if (values === 'a finite number') return w.number;
  if (values === 'anything') return w.any;
  if (/true or false$/.test(values)) return w.name;
  const bound = /^a number (>=?) 0$/.exec(values);
  if (bound !== null) return `${w.number}, ${bound[1]} 0`;
  throw new Error(`no words for "${values}": add them to test/support/config-tables.ts`);
}

function fallbackIn(language: Language, section: string, { key, fallback, values }: KeyFacts): string {
  if (notNeeded.includes(`${section} ${key}`)) return '-';
  if (fallback === undefined) return words[language].required;
  const { value } = fallback;
  if (value === undefined || value === null || values === 'an object') return '-';
  const text =
    typeof value === 'string'
      ? value
      : JSON.stringify(value)
          .replaceAll('"', '')
          .replaceAll(/([:,])/g, '$1 ');
  return `\`${text}\``;
}

/** The page with the values and defaults of today. A key that the page lacks gets a row without a meaning. */
export function filled(page: string, language: Language): string {
  return page.replaceAll(/<!-- keys: (.*) -->\n\n((?:\|.*\n)*)/g, (_, section: string, table: string) => {
    const meanings = new Map(
      table.split('\n').flatMap((row) => {
        const [, key, meaning] = row.split(/(?<!\\)\|/).map((cell) => cell.trim());
        return key?.startsWith('`') ? [[key.slice(1, -1), meaning ?? ''] as const] : [];
      }),
    );
    const rows = keysOf(section).map((facts) => {
      const { key, values } = facts;
      const cells = [
        `\`${key}\``,
        meanings.get(key) ?? '',
        valuesIn(language, key, values),
        fallbackIn(language, section, facts),
      ];
      return `| ${cells.join(' | ')} |\n`;
    });
    return `<!-- keys: ${section} -->\n\n${heads[language]}\n${rows.join('')}`;
  });
}

/** Sections that a page has. */
export const sectionsIn = (page: string): string[] =>
  [...page.matchAll(/<!-- keys: (.*) -->/g)].map((found) => found[1]!);
