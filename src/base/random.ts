import { integer } from './options.js';

const whole = integer(0);
const noWords = new Uint32Array(0);

/** Numbers drawn ahead: `words[from .. to)`. */
export interface Words {
  readonly words: Uint32Array;
  readonly from: number;
  readonly to: number;
}

/**
 * Seeded random numbers that depend on (seed, stream, position) alone: the same work split in any way
 * gives the same bytes. Philox4x32-10, as native/core/random/philox.h; the two agree number for number.
 * Salmon, Moraes, Dror and Shaw, "Parallel random numbers: as easy as 1, 2, 3" (SC 2011).
 */
export class Random {
  readonly #key: readonly [number, number];
  readonly #stream: readonly [number, number];
  /** Where the next numbers are: drawn ahead, then a block of our own. */
  #words: Uint32Array;
  #at: number;
  #end: number;
  #own: Uint32Array | undefined;
  /** Block that comes after them. */
  #counter: number;
  #spareNormal: number | undefined;

  /**
   * @param seed whole number, 0 to 2^53 - 1
   * @param stream independent sequence of the seed, whole number, 0 to 2^53 - 1
   * @param ahead the first numbers of this stream, whole blocks of four
   */
  constructor(seed: number, stream = 0, ahead?: Words) {
    this.#key = halves(whole(seed, 'seed'));
    this.#stream = halves(whole(stream, 'stream'));
    this.#words = ahead?.words ?? noWords;
    this.#at = ahead?.from ?? 0;
    this.#end = ahead?.to ?? 0;
    this.#counter = (this.#end - this.#at) / 4;
  }

  /** 32 random bits as a whole number. */
  bits(): number {
    if (this.#at === this.#end) this.#draw();
    return this.#words[this.#at++]!;
  }

  #draw(): void {
    this.#own ??= new Uint32Array(4);
    this.#words = this.#own;
    philoxBlock(halves(this.#counter++), this.#stream, this.#key, this.#words);
    this.#at = 0;
    this.#end = 4;
  }

  /** In [0, 1), with 53 random bits. */
  uniform(): number {
    const low = this.bits();
    const high = this.bits();
    return (high * 2 ** 21 + (low >>> 11)) / 2 ** 53;
  }

  /** A whole number in [0, below), `below` up to 2^32. */
  below(below: number): number {
    return Math.floor(this.uniform() * below);
  }

  chance(probability: number): boolean {
    return this.uniform() < probability;
  }

  /** Standard normal (Box and Muller, 1958). */
  normal(): number {
    if (this.#spareNormal !== undefined) {
      const spare = this.#spareNormal;
      this.#spareNormal = undefined;
      return spare;
    }
    const radius = Math.sqrt(-2 * Math.log(1 - this.uniform()));
    const angle = 2 * Math.PI * this.uniform();
    this.#spareNormal = radius * Math.sin(angle);
    return radius * Math.cos(angle);
  }

  /** Exponential with mean 1. */
  exponential(): number {
    return -Math.log(1 - this.uniform());
  }

  /** Poisson by counting uniforms until their product is below exp(-mean) (Knuth); means to about 50. */
  poisson(mean: number): number {
    const limit = Math.exp(-mean);
    let count = 0;
    for (let product = this.uniform(); product > limit; product *= this.uniform()) count++;
    return count;
  }

  /** Gamma with scale 1, shape >= 1 (Marsaglia and Tsang, 2000). */
  gamma(shape: number): number {
    const d = shape - 1 / 3;
    const c = 1 / Math.sqrt(9 * d);
    for (;;) {
      const x = this.normal();
      const v = (1 + c * x) ** 3;
      if (v > 0 && Math.log(1 - this.uniform()) < 0.5 * x * x + d - d * v + d * Math.log(v)) return d * v;
    }
  }

  /** Beta, both parameters >= 1. */
  beta(a: number, b: number): number {
    const x = this.gamma(a);
    return x / (x + this.gamma(b));
  }

  /** Successes among `trials` tries; made for few trials. */
  binomial(trials: number, probability: number): number {
    let successes = 0;
    for (let i = 0; i < trials; i++) if (this.chance(probability)) successes++;
    return successes;
  }

  /** An index drawn with the given weights, which sum to 1. */
  choice(weights: readonly number[]): number {
    let rest = this.uniform();
    for (let i = 0; i < weights.length - 1; i++) {
      rest -= weights[i]!;
      if (rest < 0) return i;
    }
    return weights.length - 1;
  }
}

function halves(value: number): readonly [number, number] {
  return [value >>> 0, Math.floor(value / 2 ** 32) >>> 0];
}

// High 32 bits of a product of two 32-bit numbers, from 16-bit halves: a double holds only 53 bits.
function highProduct(a: number, b: number): number {
  const aLow = a & 0xffff;
  const aHigh = a >>> 16;
  const bLow = b & 0xffff;
  const bHigh = b >>> 16;
  const middle = aHigh * bLow + ((aLow * bLow) >>> 16);
  const carried = aLow * bHigh + (middle & 0xffff);
  return (aHigh * bHigh + (middle >>> 16) + (carried >>> 16)) >>> 0;
}

/** Writes the four numbers of the block at `counter` of (key, stream) into `out`. */
export function philoxBlock(
  counter: readonly [number, number],
  stream: readonly [number, number],
  key: readonly [number, number],
  out: Uint32Array,
): void {
  let x0 = counter[0];
  let x1 = counter[1];
  let x2 = stream[0];
  let x3 = stream[1];
  let k0 = key[0];
  let k1 = key[1];
  for (let round = 0; round < 10; round++) {
    const high0 = highProduct(0xd2511f53, x0);
    const high2 = highProduct(0xcd9e8d57, x2);
    const low0 = Math.imul(0xd2511f53, x0) >>> 0;
    const low2 = Math.imul(0xcd9e8d57, x2) >>> 0;
    x0 = (high2 ^ x1 ^ k0) >>> 0;
    x1 = low2;
    x2 = (high0 ^ x3 ^ k1) >>> 0;
    x3 = low0;
    k0 = (k0 + 0x9e3779b9) >>> 0;
    k1 = (k1 + 0xbb67ae85) >>> 0;
  }
  out[0] = x0;
  out[1] = x1;
  out[2] = x2;
  out[3] = x3;
}
