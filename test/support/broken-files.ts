// Hostile variants of a forest file, sealed with a checksum that fits.

const header = 64;
const prime = 0x100000001b3n;
const word = (1n << 64n) - 1n;
const values = [0, 1, 0xff, 0xffff, 0x1000, 0x7fffffff, 0x80000000, 0xffffffff];

/** `random()` in [0, 1). */
export function hostileFile(file: Uint8Array, random: () => number): Uint8Array {
  const below = (n: number): number => Math.floor(random() * n);
  let bytes = file.slice();
  for (let changes = 1 + below(3); changes > 0; changes--) {
    const view = new DataView(bytes.buffer);
    const at = header + below((bytes.length - header) / 4) * 4;
    const old = view.getUint32(at, true);
    const changed = [values[below(8)]!, old ^ (1 << below(32)), old + below(5) - 2];
    view.setUint32(at, changed[below(3)]!, true);
  }
  const end = below(16);
  if (end === 0) bytes = bytes.slice(0, header + below((bytes.length - header) / header) * header);
  if (end === 1) bytes = Uint8Array.from([...bytes, ...bytes.subarray(-header)]);
  return seal(bytes);
}

// As native/core/forest/file/file_arrays.cpp describes it: four lanes, word i in lane i % 4.
function seal(bytes: Uint8Array): Uint8Array {
  const view = new DataView(bytes.buffer);
  const mixed = (hash: bigint, next: bigint): bigint => {
    const product = ((hash ^ next) * prime) & word;
    return product ^ (product >> 29n);
  };
  const lanes = [0xcbf29ce484222325n, 1n, 2n, 3n];
  for (let at = header, i = 0; at < bytes.length; at += 8, i++) {
    lanes[i % 4] = mixed(lanes[i % 4]!, view.getBigUint64(at, true));
  }
  view.setBigUint64(16, BigInt(bytes.length), true);
  view.setBigUint64(24, lanes.reduce(mixed, 0n), true);
  return bytes;
}
