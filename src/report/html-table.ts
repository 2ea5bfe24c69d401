import type { Inline, Table } from './document.js';
import { escapeHtml, inlineHtml } from './html-text.js';
import { isParts } from './markdown.js';

/** Tables of so few rows are a list of cards on a phone; longer ones stay tables and scroll sideways. */
const cardRows = 8;
/** Columns that fit a phone. */
const phoneColumns = 3;
/** Columns that fit a tablet. */
const tabletColumns = 6;
/** Widths of a text in Latin letters: a name that fits a column of a phone, a text that stays on its line, one too long
 * for a column of several. */
const widths = { phoneName: 20, oneLine: 16, long: 30 } as const;

/**
 * A table no wider than its page: on a narrow one it becomes a list of cards, or scrolls sideways inside a region that
 * shows so by a shadow and a sentence and takes the keyboard's focus.
 */
export function tableHtml(table: Table, name: string, sideways: string): string {
  const { head, rows, numeric } = table;
  const { cards, wide, kinds } = layoutOf(table);
  const role = (value: string) => (cards ? ` role="${value}"` : '');
  const titles = head.map((text, i) => {
    const right = numeric[i] ? ' class="n"' : '';
    return `<th scope="col"${role('columnheader')}${right}>${escapeHtml(text)}</th>`;
  });
  const cell = (text: Inline, i: number) => {
    const kind = numeric[i] ? ' class="n"' : widthOf(text) <= widths.oneLine ? ' class="k"' : '';
    const label = cards ? ` data-label="${escapeHtml(head[i]!)}"` : '';
    const content = cards ? `<span>${inlineHtml(text)}</span>` : inlineHtml(text);
    return `<td${role('cell')}${kind}${label}>${content}</td>`;
  };
  const body = rows.map((row) => `<tr${role('row')}>${row.map(cell).join('')}</tr>`).join('\n');
  const label = ` aria-label="${escapeHtml(name)}"`;
  const region = wide ? ` tabindex="0" role="region"${label}` : '';
  const hint = wide && !cards ? `<p class="sideways">${escapeHtml(sideways)}</p>` : '';
  return `${hint}<div class="${['table', ...kinds].join(' ')}"${region}><table${role('table')}${label}>
<thead${role('rowgroup')}><tr${role('row')}>${titles.join('')}</tr></thead>
<tbody${role('rowgroup')}>
${body}
</tbody></table></div>`;
}

function layoutOf({ head, rows, numeric }: Table) {
  const columns = head.length;
  const longText = rows.some((row) => row.some((text, i) => !numeric[i] && widthOf(text) > widths.long));
  const longName = rows.some((row) => row.some((text) => nameWidth(text) > widths.phoneName));
  const wide = columns > phoneColumns || longName || (columns > 2 && longText);
  const cards = wide && columns > 2 && (rows.length <= cardRows || longText);
  const small = columns <= phoneColumns && !longText;
  const kinds = [cards && 'cards', cards && columns > tabletColumns && 'many', small && 'small'];
  return { wide, cards, kinds: kinds.filter((kind) => kind !== false) };
}

/** Width of a text in Latin letters: a Chinese one counts two. */
function widthOf(text: Inline): number {
  if (isParts(text)) return text.reduce((sum: number, part) => sum + widthOf(part), 0);
  const plain = typeof text === 'string' ? text : 'strong' in text ? text.strong : text.code;
  return [...plain].reduce((sum, letter) => sum + (letter > '\u2e80' ? 2 : 1), 0);
}

/** Width of the longest name in the text: names are never broken. */
function nameWidth(text: Inline): number {
  if (typeof text === 'string') return 0;
  if (isParts(text)) return Math.max(0, ...text.map(nameWidth));
  return 'code' in text ? widthOf(text) : 0;
}
