/**
 * MurmurHash3 x86_32 (Appleby, 2011, public domain algorithm) over the UTF-16 code units of `text`, two to
 * a 32-bit word.
 */
export function murmur3(text: string, seed: number): number {
  let hash = seed | 0;
  const { length } = text;
  for (let i = 0; i < length; i += 2) {
    const second = i + 1 < length ? text.charCodeAt(i + 1) : 0;
    let word = text.charCodeAt(i) | (second << 16);
    word = Math.imul(word, 0xcc9e2d51);
    word = (word << 15) | (word >>> 17);
    hash ^= Math.imul(word, 0x1b873593);
    if (i + 1 >= length) break;
    hash = (hash << 13) | (hash >>> 19);
    hash = (Math.imul(hash, 5) + 0xe6546b64) | 0;
  }
  hash ^= length * 2;
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}
