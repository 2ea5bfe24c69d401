/** A user as the caller names him. */
export type UserId = string | number;

// Murmur3's finaliser: every bit of the input changes half of the output's.
function mixed(value: number): number {
  let h = value | 0;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}

/**
 * A number in [0, 2^32) that depends on the user and the seed only: the same user always falls on the
 * same side of a split, in any order of rows and in any run. FNV-1a over UTF-16 units, then mixed.
 */
export function hashOf(user: UserId, seed: number): number {
  const name = String(user);
  let h = mixed(seed ^ 0x811c9dc5);
  for (let i = 0; i < name.length; i++) h = Math.imul(h ^ name.charCodeAt(i), 0x01000193);
  return mixed(h);
}

/** The fold of each row, in [0, folds): rows of one user share it. */
export function userFolds(users: readonly UserId[], folds: number, seed: number): Uint8Array {
  return Uint8Array.from(users, (user) => hashOf(user, seed) % folds);
}

/**
 * The fold of each row, in [0, folds), with positives and negatives spread evenly: within each class
 * the rows are dealt in hashed order, so fold sizes differ by at most one a class.
 */
export function stratifiedFolds(
  users: readonly UserId[],
  labels: Uint8Array,
  folds: number,
  seed: number,
): Uint8Array {
  const result = new Uint8Array(labels.length);
  const hashes = Uint32Array.from(users, (user) => hashOf(user, seed));
  let dealt = 0;
  for (const label of [0, 1]) {
    const rows = [...labels.keys()].filter((row) => labels[row] === label);
    rows.sort((a, b) => hashes[a]! - hashes[b]! || a - b);
    for (const row of rows) result[row] = dealt++ % folds;
  }
  return result;
}
