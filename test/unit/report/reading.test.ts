import { describe, expect, it } from 'vitest';

import type { EventLogRecord } from '../../../src/features/records.js';
import { readingSection } from '../../../src/report/pages/reading.js';
import type { ReadingInput } from '../../../src/report/reading-facts.js';
import { readingLines } from '../../../src/report/reading-lines.js';
import { textsFor } from '../../../src/report/texts/index.js';

const log: EventLogRecord = {
  preset: null,
  rows: 1000,
  events: 900,
  merged: 0,
  users: 80,
  firstDay: '2025-01-01',
  lastDay: '2025-05-31',
  lastCompleteDay: '2025-05-30',
  dropped: { missingUser: 11, missingTime: 23, duplicateId: 7, unmapped: 58, afterEnd: 1 },
  byRole: { login: 900 },
  unmappedNames: ['LOGIN'],
  reading: {
    timeZone: 'Asia/Shanghai',
    columns: [
      { option: 'time', column: 'when', given: 990, unusable: 13, examples: ['26.02.2025'] },
      { option: 'amount', column: 'price', given: 400, unusable: 37, examples: ['¥1,234.50', '12,5'] },
    ],
    unmappedEvents: [{ name: 'LOGIN', rows: 58 }],
    neverSeen: [{ role: 'payment', event: '支付', closest: '付款' }],
    frequentId: { rows: 8, share: 0.008, value: '0' },
    placeholderUsers: [{ name: 'anonymous', rows: 44 }],
    before: { rows: 2, from: '1970-01-01', to: '1970-01-01' },
    after: { rows: 1, from: '2099-01-01', to: '2099-01-01' },
    emptyDays: [{ from: '2025-03-01', to: '2025-03-16', days: 16 }],
  },
};
const input: ReadingInput = {
  log,
  attributes: {
    rows: 90,
    missingUser: 3,
    duplicates: 4,
    usersWithoutEvents: 5,
    usersWithoutAttributes: 6,
    validFrom: null,
  },
};
const clean: ReadingInput = {
  log: {
    ...log,
    dropped: { missingUser: 0, missingTime: 0, duplicateId: 0, unmapped: 0, afterEnd: 0 },
    reading: {
      ...log.reading,
      columns: log.reading.columns.map((column) => ({ ...column, unusable: 0, examples: [] })),
      unmappedEvents: [],
      neverSeen: [],
      frequentId: null,
      placeholderUsers: [],
      before: null,
      after: null,
      emptyDays: [],
    },
  },
  attributes: null,
};

const figures = [
  ['11', '1.1%'],
  ['23', "'26.02.2025'"],
  ['58', 'LOGIN 58'],
  ['7', '8'],
  ['1', '2099-01-01'],
  ['2', '1970-01-01'],
  ['37', "'¥1,234.50', '12,5'"],
  ['44', 'anonymous 44'],
  ['1', '付款'],
  ['16', '2025-03-16'],
  ['3', ''],
  ['4', ''],
  ['5', ''],
  ['6', ''],
] as const;

describe.each(['en', 'zh'] as const)('what was read, in %s', (language) => {
  it('has a line for everything that was left out or cannot be used', () => {
    const lines = readingLines(input, language);
    expect(lines).toHaveLength(figures.length);
    for (const [i, [count, detail]] of figures.entries()) {
      expect(lines[i]).toMatch(new RegExp(`[:：] ?${count}\\b`));
      expect(lines[i]).toContain(detail);
    }
    expect(readingLines(clean, language)).toEqual([]);
  });

  it('is one table in the report, with the days and the time zone', () => {
    const [heading, period, table] = readingSection(input, textsFor(language));
    expect(heading).toMatchObject({ kind: 'heading' });
    expect(JSON.stringify(period)).toMatch(/2025-01-01.*2025-05-31.*2025-05-30.*Asia\/Shanghai/);
    const text = JSON.stringify(table);
    for (const [count, detail] of figures) expect(text).toContain(detail || count);
    expect(text).not.toMatch(/undefined|NaN/);
  });
});
