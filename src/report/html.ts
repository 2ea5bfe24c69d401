import { themed } from './charts/palette.js';
import type { Block, Document, PageWords, Table } from './document.js';
import { tableHtml } from './html-table.js';
import { escapeHtml, inlineHtml } from './html-text.js';
import { styles } from './styles.js';

/** A figure as a page shows it: SVG for screens and paper, and for phones. */
export interface PagePicture {
  readonly svg: string;
  readonly phone: string | null;
}

/**
 * The document as one HTML file: pictures inline, no script, nothing loaded from anywhere (a content security
 * policy says so to the browser), readable on paper, on a phone and in dark mode.
 *
 * @param pictures by figure name
 */
export function toHtml(document: Document, pictures: ReadonlyMap<string, PagePicture>): string {
  const language = document.language === 'zh' ? 'zh-CN' : 'en';
  const page = new Page(document.words, pictures);
  const body = page.blocks(document.blocks);
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
<header><h1>${escapeHtml(document.title)}</h1><p>${escapeHtml(document.subtitle)}</p>${facts(document)}</header>
${page.contents()}
${body}
</main>
</body>
</html>
`;
}

function facts({ facts: all }: Document): string {
  if (all.length === 0) return '';
  const entries = all.map(
    ([name, value]) => `<div><dt>${escapeHtml(name)}</dt><dd>${inlineHtml(value)}</dd></div>`,
  );
  return `<dl>${entries.join('')}</dl>`;
}

/** Writes blocks one after the other, and remembers the headings for the contents list and the names of tables. */
class Page {
  readonly #words: PageWords;
  readonly #pictures: ReadonlyMap<string, PagePicture>;
  readonly #sections: string[] = [];
  #heading = '';
  /** Tables so far under the heading: a second one of the same name says so. */
  #tables = 0;

  constructor(words: PageWords, pictures: ReadonlyMap<string, PagePicture>) {
    this.#words = words;
    this.#pictures = pictures;
  }

  blocks(all: readonly Block[]): string {
    return all.map((item) => this.#block(item)).join('\n');
  }

  /** Links to the sections written so far. */
  contents(): string {
    if (this.#sections.length < 3) return '';
    const title = escapeHtml(this.#words.contents);
    const links = this.#sections.map(
      (text, i) => `<li><a href="#section-${i + 1}">${escapeHtml(text)}</a></li>`,
    );
    return `<nav aria-label="${title}"><strong>${title}</strong><ol>${links.join('')}</ol></nav>`;
  }

  #block(item: Block): string {
    switch (item.kind) {
      case 'heading':
        return this.#headingOf(item.text, item.level);
      case 'paragraph':
        return `<p>${inlineHtml(item.text)}</p>`;
      case 'list':
        return `<ul>${item.items.map((entry) => `<li>${inlineHtml(entry)}</li>`).join('')}</ul>`;
      case 'table':
        return this.#table(item);
      case 'figure':
        return figure(item.name, this.#pictures.get(item.name));
      case 'pair':
        return `<div class="pair">${item.sides.map((side) => `<div>${this.blocks(side)}</div>`).join('')}</div>`;
      case 'callout':
        return `<section class="callout ${item.tone}"><strong>${escapeHtml(item.title)}</strong>${item.lines
          .map((line) => `<p>${inlineHtml(line)}</p>`)
          .join('')}</section>`;
    }
  }

  #headingOf(text: string, level: 2 | 3): string {
    this.#heading = text;
    this.#tables = 0;
    const id = level === 2 ? ` id="section-${this.#sections.push(text)}"` : '';
    return `<h${level}${id}>${escapeHtml(text)}</h${level}>`;
  }

  #table(table: Table): string {
    this.#tables++;
    const name = this.#tables === 1 ? this.#heading : `${this.#heading} (${this.#tables})`;
    return tableHtml(table, name, this.#words.sideways);
  }
}

function figure(name: string, picture: PagePicture | undefined): string {
  if (picture === undefined) return '';
  const shown = (svg: string, id: string) => scoped(themed(svg), id);
  const { svg, phone } = picture;
  if (phone === null) return `<figure>${shown(svg, name)}</figure>`;
  return `<figure><div class="wide">${shown(svg, name)}</div><div class="phone">${shown(phone, `${name}-phone`)}</div></figure>`;
}

/** Ids of one picture must not meet those of another in the same page. */
function scoped(svg: string, name: string): string {
  const prefix = name.replace(/[^\w-]/g, '-');
  return svg
    .replace(/\bid="([^"]+)"/g, `id="${prefix}-$1"`)
    .replace(/url\(#([^)]+)\)/g, `url(#${prefix}-$1)`)
    .replace(/href="#([^"]+)"/g, `href="#${prefix}-$1"`);
}
