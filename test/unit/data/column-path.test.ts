import fc from 'fast-check';
import { expect, it } from 'vitest';
import {
  columnName,
  pathText,
  possibleColumns,
  referenceOf,
  stepsOf,
} from '../../../src/data/nested/column-path.js';
import { nestedType } from '../../../src/data/nested/struct-type.js';

const key = fc.oneof(
  fc.string({ minLength: 1 }),
  fc.constantFrom('$a', 'a.b', 'say "hi"', '金额', 'a[0]', ' '),
);

it('the text of a path is read back', () => {
  const step = fc.oneof(key, fc.record({ key }));
  fc.assert(
    fc.property(key, fc.array(step), (first, rest) => {
      const steps = [first, ...rest];
      expect(stepsOf(pathText(steps))).toEqual(steps);
    }),
  );
});

it('texts that are no path are told', () => {
  for (const text of ['', '.a', 'a.', 'a..b', 'a[', '[a]', 'a]b', '"a']) expect(stepsOf(text)).toBeNull();
});

it('objects become paths; unknown keys are refused', () => {
  expect(columnName('plain name', 'x')).toBe('plain name');
  expect(columnName({ json: 'p', path: 'a."b.c"' }, 'x')).toBe('p.a."b.c"');
  expect(columnName({ json: 'my.column', path: '$a' }, 'x')).toBe('"my.column".$a');
  expect(columnName({ list: 'event_params', key: 'page_title' }, 'x')).toBe('event_params[page_title]');
  expect(columnName({ list: 'l', key: 'k', value: 'int_value' }, 'x')).toBe('l[k].int_value');
  expect(() => columnName({ json: 'p', paht: 'a' }, 'x')).toThrow(
    'x: unknown option "paht" (did you mean "path"?)',
  );
  expect(() => columnName({ json: 'p', path: 'a.' }, 'x')).toThrow('x.path: "a." is no path of keys');
});

it('the longest column wins, and a whole name before any path', () => {
  const columns = new Set(['a', 'a.b', 'c']);
  expect(referenceOf('a.b', columns)).toEqual({ column: 'a.b', steps: [] });
  expect(referenceOf('a.b.c', columns)).toEqual({ column: 'a.b', steps: ['c'] });
  expect(referenceOf('a.x.c', columns)).toEqual({ column: 'a', steps: ['x', 'c'] });
  expect(referenceOf('"a.b".c', columns)).toEqual({ column: 'a.b', steps: ['c'] });
  expect(referenceOf('d.e', columns)).toBeNull();
  expect(possibleColumns('a.b[c].d')).toEqual(['a.b[c].d', 'a', 'a.b']);
});

it('nested types are read', () => {
  const type = nestedType(
    `STRUCT(a INTEGER, "x.y" VARCHAR, "k""q" STRUCT("key" VARCHAR)[], m MAP(VARCHAR, INTEGER), e ENUM('a', 'b)'))`,
  );
  expect(type).toEqual({
    kind: 'record',
    fields: new Map([
      ['a', 'INTEGER'],
      ['x.y', 'VARCHAR'],
      ['k"q', 'STRUCT("key" VARCHAR)[]'],
      ['m', 'MAP(VARCHAR, INTEGER)'],
      ['e', "ENUM('a', 'b)')"],
    ]),
  });
  expect(nestedType('MAP(VARCHAR, STRUCT(a INTEGER))')).toEqual({ kind: 'map', of: 'STRUCT(a INTEGER)' });
  expect(nestedType('STRUCT(a INTEGER)[]')).toEqual({ kind: 'list', of: 'STRUCT(a INTEGER)' });
  expect(nestedType('BIGINT')).toEqual({ kind: 'plain' });
});
