/**
 * The lines of a text, as many as fit; a last line counts those that are left out. A first line that is too long is cut
 * between two letters.
 * @param most bytes of UTF-8 of the whole text, or letters where `unit` says so
 * @param more says how many lines are left out
 */
export function fitted(
  lines: readonly string[],
  most: number,
  more: (lines: number) => string,
  unit: 'bytes' | 'letters' = 'bytes',
): string {
  const size = (text: string): number => (unit === 'bytes' ? Buffer.byteLength(text) : text.length);
  const whole = lines.join('\n');
  if (size(whole) <= most) return whole;
  for (let kept = lines.length - 1; kept > 0; kept--) {
    const text = [...lines.slice(0, kept), more(lines.length - kept)].join('\n');
    if (size(text) <= most) return text;
  }
  const tail = lines.length > 1 ? `\n${more(lines.length - 1)}` : '';
  return `${cut(lines[0]!, most - size(`…${tail}`), size)}…${tail}`;
}

function cut(text: string, most: number, size: (text: string) => number): string {
  let [kept, used] = ['', 0];
  for (const letter of text) {
    used += size(letter);
    if (used > most) break;
    kept += letter;
  }
  return kept;
}
