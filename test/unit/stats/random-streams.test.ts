import { expect, it } from 'vitest';

import { Random } from '../../../src/base/random.js';
import { addon } from '../../../src/native/load.js';
import { RandomStreams } from '../../../src/stats/resampling/random-streams.js';

const draws = (random: Random): readonly number[] =>
  Array.from({ length: 40 }, (_, i) => (i % 7 === 3 ? random.bits() : random.normal() + random.uniform()));

it.each([
  [0, 0],
  [42, 30_000],
  [2 ** 53 - 1, 2 ** 40],
])('of seed %i are those drawn one by one, also past what was drawn ahead', (seed, first) => {
  const streams = new RandomStreams(seed, 12, 5);
  for (const from of [first, first + 5]) {
    streams.advance(from);
    for (let stream = from + 4; stream >= from; stream--) {
      expect(draws(streams.stream(stream))).toEqual(draws(new Random(seed, stream)));
    }
  }
});

it('are refused in half blocks and half streams', () => {
  const words = new Uint32Array(16);
  expect(() => addon().randomWords(1, 0, 6, words)).toThrow(/multiple of 4/);
  expect(() => addon().randomWords(1, 0, 12, words)).toThrow(/whole streams/);
  expect(() => addon().randomWords(-1, 0, 4, words)).toThrow(/seed/);
  expect(() => addon().randomWords(1, 0.5, 4, words)).toThrow(/firstStream/);
  expect(() => addon().randomWords(1, 0, 4, new Float64Array(16) as never)).toThrow(/Uint32Array/);
});
