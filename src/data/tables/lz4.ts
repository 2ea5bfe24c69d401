import { WinbackError } from '../../base/errors.js';
import { grown } from './growing.js';

/**
 * Decoder of LZ4 frames (lz4_Frame_format 1.6.4 and lz4_Block_format), as Arrow files hold them. Checksums are not looked at:
 * Arrow checks lengths, and lengths are checked here.
 */

const magic = 0x184d2204;
const flag = { blockChecksum: 0x10, contentSize: 0x08, contentChecksum: 0x04, dictionary: 0x01 } as const;
/** Top bit of a block's size: the block is stored as it is. */
const stored = 0x80000000;

export function lz4Decoded(frame: Uint8Array): Uint8Array {
  const view = new DataView(frame.buffer, frame.byteOffset, frame.byteLength);
  if (frame.length < 7 || view.getUint32(0, true) !== magic) throw broken('no frame begins');
  const flags = view.getUint8(4);
  if ((flags & flag.dictionary) !== 0) throw broken('a dictionary is asked for');
  const hasSize = (flags & flag.contentSize) !== 0;
  const size = hasSize ? Number(view.getBigUint64(6, true)) : frame.length * 4;
  const output = new Output(Math.min(size, frame.length * 255));
  let at = hasSize ? 15 : 7;
  for (;;) {
    if (at + 4 > frame.length) throw broken('it ends too early');
    const length = view.getUint32(at, true);
    at += 4;
    if (length === 0) break;
    const bytes = length & ~stored;
    if (at + bytes > frame.length) throw broken('it ends too early');
    const block = frame.subarray(at, at + bytes);
    if (length >= stored) output.append(block);
    else expand(block, output);
    at += bytes + ((flags & flag.blockChecksum) !== 0 ? 4 : 0);
  }
  const decoded = output.filled();
  if (hasSize && decoded.length !== size) throw broken(`${decoded.length} bytes instead of ${size}`);
  return decoded;
}

class Output {
  #bytes: Uint8Array;
  #length = 0;

  constructor(expected: number) {
    this.#bytes = new Uint8Array(expected);
  }

  append(bytes: Uint8Array): void {
    this.#bytes = grown(this.#bytes, this.#length + bytes.length);
    this.#bytes.set(bytes, this.#length);
    this.#length += bytes.length;
  }

  /** Repeats what was written `distance` bytes ago; it may overlap what it writes. */
  repeat(distance: number, count: number): void {
    if (distance === 0 || distance > this.#length) throw broken('a match lies before the beginning');
    this.#bytes = grown(this.#bytes, this.#length + count);
    const bytes = this.#bytes;
    for (let end = this.#length + count; this.#length < end; this.#length++)
      bytes[this.#length] = bytes[this.#length - distance]!;
  }

  filled(): Uint8Array {
    return this.#bytes.subarray(0, this.#length);
  }
}

function expand(block: Uint8Array, output: Output): void {
  let at = 0;
  const next = (): number => {
    if (at >= block.length) throw broken('a block ends too early');
    return block[at++]!;
  };
  // 15 in the token is continued by bytes up to the first that is not 255.
  const lengthFrom = (nibble: number): number => {
    let length = nibble;
    if (nibble < 15) return length;
    for (let more = 255; more === 255; length += more) more = next();
    return length;
  };
  while (at < block.length) {
    const token = next();
    const literals = lengthFrom(token >> 4);
    if (at + literals > block.length) throw broken('a block ends too early');
    output.append(block.subarray(at, at + literals));
    at += literals;
    if (at === block.length) return;
    const distance = next() | (next() << 8);
    output.repeat(distance, lengthFrom(token & 15) + 4);
  }
}

function broken(why: string): WinbackError {
  return new WinbackError('BAD_INPUT', `damaged lz4 data: ${why}`);
}
