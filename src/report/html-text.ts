import type { Inline } from './document.js';
import { isParts } from './markdown.js';

/** A date stays on its line. */
const date = /\b\d{4}-\d{2}-\d{2}\b/g;

/** A text with its markup as HTML. */
export function inlineHtml(text: Inline): string {
  if (typeof text === 'string') return escapeHtml(text).replace(date, '<span class="k">$&</span>');
  if (isParts(text)) return text.map(inlineHtml).join('');
  return 'strong' in text
    ? `<strong>${escapeHtml(text.strong)}</strong>`
    : `<code>${escapeHtml(text.code)}</code>`;
}

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Text that is safe in an element and in a quoted attribute. */
export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (sign) => entities[sign]!);
}
