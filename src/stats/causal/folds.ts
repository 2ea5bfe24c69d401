import { murmur3 } from '../../base/murmur3.js';
import { integer } from '../../base/options.js';
import { requirePart } from '../../base/shape.js';

/** A salt of its own, so that folds do not depend on who was held back or assigned by the same seed. */
const foldSalt = 0x5f0d1e55;

/**
 * The fold of each user: from seed and id alone, so that it is the same in any file, any order and any year. Rows of one
 * user are in one fold.
 * @param users id of the user of each row
 * @param folds number of folds, 2 to 255
 * @param seed whole number, 0 to 2^32 - 1
 * @returns the fold of each row, 0 to `folds` - 1
 * @throws WinbackError BAD_INPUT for an id that is no text, or a number outside its range
 *
 * @example
 * ```ts
 * import { userFolds } from 'winback/stats';
 *
 * userFolds(['ada', 'bo', 'ada'], 2, 1); // [0, 1, 0]
 * ```
 */
export function userFolds(users: readonly string[], folds: number, seed: number): Uint8Array {
  requirePart(users, 'users', 'list');
  integer(2, 255)(folds, 'folds');
  const salted = (integer(0, 2 ** 32 - 1)(seed, 'seed') ^ foldSalt) >>> 0;
  const fold = new Uint8Array(users.length);
  for (let row = 0; row < fold.length; row++) {
    requirePart(users[row], `users[${row}]`, 'text');
    fold[row] = Math.floor((murmur3(users[row]!, salted) / 2 ** 32) * folds);
  }
  return fold;
}
