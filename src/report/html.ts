import type { Block, Document, Inline, Table } from './document.js';
import { isParts } from './markdown.js';
import { styles } from './styles.js';

/**
 * The document as one HTML file: pictures inline, no script, nothing loaded from anywhere (a content security
 * policy says so to the browser), readable on paper and in dark mode.
 *
 * @param pictures SVG by figure name
 */
export function toHtml(document: Document, pictures: ReadonlyMap<string, string>): string {
  const language = document.language === 'zh' ? 'zh-CN' : 'en';
  const body = document.blocks.map((item) => block(item, pictures)).join('\n');
  return `<!DOCTYPE html>
<html lang="${language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>${escapeHtml(document.title)}</title>
<style>${styles}</style>
</head>
<body>
<main>
<header><h1>${escapeHtml(document.title)}</h1><p>${escapeHtml(document.subtitle)}</p></header>
${body}
</main>
</body>
</html>
`;
}

function block(item: Block, pictures: ReadonlyMap<string, string>): string {
  switch (item.kind) {
    case 'heading':
      return `<h${item.level}>${escapeHtml(item.text)}</h${item.level}>`;
    case 'paragraph':
      return `<p>${inline(item.text)}</p>`;
    case 'list':
      return `<ul>${item.items.map((entry) => `<li>${inline(entry)}</li>`).join('')}</ul>`;
    case 'table':
      return table(item);
    case 'figure':
      return figure(item.name, item.caption, pictures.get(item.name));
    case 'callout':
      return `<section class="callout ${item.tone}"><strong>${escapeHtml(item.title)}</strong>${item.lines
        .map((line) => `<p>${inline(line)}</p>`)
        .join('')}</section>`;
  }
}

function table({ head, rows, numeric }: Table): string {
  const cells = (tag: 'th' | 'td', row: readonly string[]) =>
    row.map((cell, i) => `<${tag}${numeric[i] ? ' class="n"' : ''}>${cell}</${tag}>`).join('');
  const body = rows.map((row) => `<tr>${cells('td', row.map(inline))}</tr>`).join('\n');
  return `<div class="table"><table>
<thead><tr>${cells('th', head.map(escapeHtml))}</tr></thead>
<tbody>
${body}
</tbody></table></div>`;
}

function figure(name: string, caption: string, svg: string | undefined): string {
  if (svg === undefined) return '';
  return `<figure role="img" aria-label="${escapeHtml(caption)}">${scoped(svg, name)}</figure>`;
}

/** Ids of one picture must not meet those of another in the same page. */
function scoped(svg: string, name: string): string {
  const prefix = name.replace(/[^\w-]/g, '-');
  return svg
    .replace(/\bid="([^"]+)"/g, `id="${prefix}-$1"`)
    .replace(/url\(#([^)]+)\)/g, `url(#${prefix}-$1)`)
    .replace(/href="#([^"]+)"/g, `href="#${prefix}-$1"`);
}

function inline(text: Inline): string {
  if (typeof text === 'string') return escapeHtml(text);
  if (isParts(text)) return text.map(inline).join('');
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
