import { isMemoryError } from './errors.js';

/** One part of the users: those whose hash leaves `index` when divided by `count`. */
export interface Shard {
  readonly index: number;
  /** 1 for all users. */
  readonly count: number;
}

/** Numbers of parts, tried one after the other. */
const ladder: readonly number[] = [1, 4, 16, 64];

/**
 * Runs `one` for all users at once. Where the server has not enough memory, it starts afresh with 4, 16, 64 parts of
 * them. A part that was done is done again as smaller parts, so `reset` drops what came before.
 * @param one does one part
 * @param reset called before each new try
 * @param from number of parts to begin with, of the ladder
 * @returns number of parts
 * @throws the server's OUT_OF_MEMORY where 64 parts are too large still, and anything else that `one` throws
 */
export async function inShards(
  one: (shard: Shard) => Promise<void>,
  reset: () => Promise<void>,
  from = 1,
): Promise<number> {
  for (const count of ladder.filter((parts) => parts >= from)) {
    try {
      for (let index = 0; index < count; index++) await one({ index, count });
      return count;
    } catch (error) {
      if (!isMemoryError(error) || count === ladder.at(-1)) throw error;
      await reset();
    }
  }
  return 0;
}
