/**
 * Whether bytes that are valid GB18030 are likely meant as it. Other encodings are valid by chance: Latin letters with
 * accents (0xE9 before a letter), Korean (EUC-KR) and Japanese (EUC-JP).
 */
export class ChineseBytes {
  #pairs = 0;
  #common = 0;
  #late = 0;
  #kana = 0;

  /** Takes bytes that end between two characters. */
  add(bytes: Uint8Array): void {
    for (let i = 0; i < bytes.length; i++) {
      const first = bytes[i]!;
      if (first < 0x81) continue;
      const second = bytes[++i] ?? 0;
      if (isYen(bytes, i - 1)) {
        i += 2;
        continue;
      }
      this.#pairs++;
      // Characters of four bytes.
      if (second < 0x40) i += 2;
      if (first < 0xa1 || second < 0xa1) continue;
      this.#common++;
      if (first >= 0xc9 && first <= 0xd7) this.#late++;
      if (first === 0xa4 || first === 0xa5) this.#kana++;
    }
  }

  /**
   * `false` where a reader should be asked. Nearly all characters of Chinese texts are those of GB2312, both of whose bytes
   * are above 0xA0. Their first level is sorted by sound: 0xC9 to 0xD7 (sh, t, x, y, z) begin a third to a half of them,
   * and no Korean syllable. Kana are Japanese.
   */
  get plausible(): boolean {
    const share = (part: number): number => part / this.#pairs;
    if (this.#pairs === 0) return true;
    if (share(this.#common) < 0.8) return false;
    return this.#pairs < 8 || (share(this.#late) > 0.05 && share(this.#kana) < 0.2);
  }
}

/** U+00A5, the sign of yuan in amounts: GB18030 has it in four bytes, and a file of orders has many. */
function isYen(bytes: Uint8Array, at: number): boolean {
  return bytes[at] === 0x81 && bytes[at + 1] === 0x30 && bytes[at + 2] === 0x84 && bytes[at + 3] === 0x36;
}
