// Text as GBK bytes. Node only decodes GBK, so the table is made by decoding every pair of bytes once.
let table: ReadonlyMap<string, readonly [number, number]> | undefined;

function tableOf(): ReadonlyMap<string, readonly [number, number]> {
  const decoder = new TextDecoder('gbk', { fatal: true });
  const found = new Map<string, readonly [number, number]>();
  for (let high = 0x81; high <= 0xfe; high++) {
    for (let low = 0x40; low <= 0xfe; low++) {
      if (low === 0x7f) continue;
      try {
        found.set(decoder.decode(Uint8Array.of(high, low)), [high, low]);
      } catch {
        // No character has these two bytes.
      }
    }
  }
  return found;
}

/** @throws Error for a letter that GBK does not have */
export function gbkBytes(text: string): Uint8Array {
  table ??= tableOf();
  const bytes: number[] = [];
  for (const letter of text) {
    const code = letter.codePointAt(0)!;
    const pair = table.get(letter);
    if (code < 0x80) bytes.push(code);
    else if (pair !== undefined) bytes.push(...pair);
    else throw new Error(`GBK has no ${letter}`);
  }
  return Uint8Array.from(bytes);
}
