// Texts in GB18030, two bytes a character: the inverse of what TextDecoder reads.
const codes = new Map<string, readonly [number, number]>();
const decoder = new TextDecoder('gb18030');
for (let first = 0x81; first < 0xff; first++)
  for (let second = 0x40; second < 0xff; second++) {
    const text = decoder.decode(Uint8Array.of(first, second));
    if (Array.from(text).length === 1 && !codes.has(text)) codes.set(text, [first, second]);
  }

/** @throws for a character that GBK has not */
export function gbk(text: string): Buffer {
  const bytes: number[] = [];
  for (const letter of text) {
    const code = letter.codePointAt(0)!;
    const found = code < 0x80 ? [code] : codes.get(letter);
    if (found === undefined) throw new Error(`GBK has no ${letter}`);
    bytes.push(...found);
  }
  return Buffer.from(bytes);
}
