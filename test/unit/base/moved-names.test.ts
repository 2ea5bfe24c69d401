// Every value that version 0.1 exported from 'winback' is still there, or one error says where it is now.
import { readFileSync } from 'node:fs';

import { expect, test } from 'vitest';

import { WinbackError } from '../../../src/base/errors.js';
import * as main from '../../../src/index.js';

const read = (file: string) => readFileSync(new URL(file, import.meta.url), 'utf8');
const old = read('./exports-0.1.txt').trim().split('\n');
const current = main as Readonly<Record<string, unknown>>;

const isMoved = (name: string): boolean => {
  try {
    void (current[name] as { readonly prototype: unknown }).prototype;
    return false;
  } catch (error) {
    return error instanceof WinbackError;
  }
};
const moved = old.filter(isMoved);
const ways: Readonly<Record<string, (value: never) => unknown>> = {
  called: (value: () => unknown) => value(),
  constructed: (value: new () => unknown) => new value(),
  read: (value: { readonly member: unknown }) => value.member,
};

test('every name of 0.1 is still exported', () => {
  expect(old.length).toBe(184);
  expect(old.filter((name) => !(name in current))).toEqual([]);
  expect(moved.length).toBeGreaterThan(140);
});

test.each(moved)('%s says where it is, however it is used', async (name) => {
  for (const use of Object.values(ways)) {
    const error = await Promise.resolve()
      .then(() => use(current[name] as never))
      .then(
        () => undefined,
        (thrown: unknown) => thrown,
      );
    expect(error).toBeInstanceOf(WinbackError);
    const { code, message } = error as WinbackError;
    expect(code).toBe('BAD_INPUT');
    expect(message.startsWith(name)).toBe(true);
    const entry = /is now (?:(\w+) of|in) 'winback\/(\w+)'/.exec(message);
    if (entry === null) expect(message).toMatch(/no longer exported/);
    else {
      const { [entry[1] ?? name]: found } = (await import(`../../../src/entries/${entry[2]}.ts`)) as Record<
        string,
        unknown
      >;
      expect(found).toBeDefined();
    }
  }
});

test('a moved name can be printed and awaited', async () => {
  const value: unknown = main.welchTest;
  expect(Object.prototype.toString.call(value)).toBe('[object Function]');
  expect(await value).toBe(value);
});

test('the changelog has a row for every moved name', () => {
  const changelog = read('../../../CHANGELOG.md');
  expect(moved.filter((name) => !changelog.includes(`\`${name}\``))).toEqual([]);
});
