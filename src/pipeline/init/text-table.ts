/** Widest cell; longer texts are cut with an ellipsis. */
const widest = 72;

/**
 * Rows as a table of a terminal, two blanks between columns. Chinese characters take two places.
 * @param right places of the columns that end on one line, such as numbers
 */
export function textTable(
  heads: readonly string[],
  rows: readonly (readonly string[])[],
  right: readonly number[],
): string {
  const all = [heads, ...rows].map((row) => row.map(cut));
  const widths = heads.map((_, i) => Math.max(...all.map((row) => widthOf(row[i]!))));
  const line = (row: readonly string[]): string =>
    row
      .map((cell, i) => {
        const blanks = ' '.repeat(widths[i]! - widthOf(cell));
        return right.includes(i) ? blanks + cell : cell + blanks;
      })
      .join('  ')
      .trimEnd();
  const [head, ...body] = all.map(line);
  return [head, widths.map((width) => '-'.repeat(width)).join('  '), ...body].join('\n');
}

const wide = /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe4f\uff00-\uff60\uffe0-\uffe6]/u;

function widthOf(text: string): number {
  return Array.from(text).reduce((sum, letter) => sum + (wide.test(letter) ? 2 : 1), 0);
}

// Control characters of a file would move the cursor.
function cut(text: string): string {
  const plain = text.replaceAll(/\p{Cc}+/gu, ' ');
  if (widthOf(plain) <= widest) return plain;
  let kept = '';
  for (const letter of plain) {
    if (widthOf(kept) + widthOf(letter) > widest - 1) break;
    kept += letter;
  }
  return `${kept}…`;
}
