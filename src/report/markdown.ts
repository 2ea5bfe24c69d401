import type { Block, Document, Inline, Table } from './document.js';

/** The document as GitHub-flavoured Markdown; pictures are linked by file name beside it. */
export function toMarkdown(document: Document): string {
  const { colon } = document.words;
  const facts = document.facts
    .map(([name, value]) => `- ${escaped(name)}${colon}${inline(value)}`)
    .join('\n');
  const head = [`# ${escaped(document.title)}`, escaped(document.subtitle), facts].filter((l) => l !== '');
  return `${[...head, ...document.blocks.map(block)].join('\n\n')}\n`;
}

function block(item: Block): string {
  switch (item.kind) {
    case 'heading':
      return `${'#'.repeat(item.level)} ${escaped(item.text)}`;
    case 'paragraph':
      return opened(inline(item.text));
    case 'list':
      return item.items.map((entry) => `- ${opened(inline(entry))}`).join('\n');
    case 'table':
      return table(item);
    case 'figure':
      return `![${escaped(item.caption)}](${item.name}.png)`;
    case 'pair':
      return item.sides.flat().map(block).join('\n\n');
    case 'callout':
      return [`**${escaped(item.title)}**`, ...item.lines.map((line) => opened(inline(line)))]
        .map((line) => `> ${line}`)
        .join('\n>\n');
  }
}

function table({ head, rows, numeric }: Table): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  return [
    line(head.map(escaped)),
    line(numeric.map((right) => (right ? '---:' : '---'))),
    ...rows.map((row) => line(row.map(inline))),
  ].join('\n');
}

function inline(text: Inline): string {
  if (typeof text === 'string') return escaped(text);
  if (isParts(text)) return text.map(inline).join('');
  return 'strong' in text ? `**${escaped(text.strong)}**` : codeSpan(text.code);
}

export function isParts(text: Inline): text is readonly Inline[] {
  return Array.isArray(text);
}

/** Every sign that could start markup, and the pipe that would end a cell. One line. */
function escaped(text: string): string {
  return oneLine(text).replace(/[\\`*_[\]<>|~$]/g, '\\$&');
}

/** A code span with a fence longer than any run of backticks inside; pipes still have to be escaped in tables. */
function codeSpan(text: string): string {
  const content = oneLine(text);
  if (content.trim() === '') return '` `';
  const longest = Math.max(0, ...(content.match(/`+/g) ?? []).map((run) => run.length));
  const fence = '`'.repeat(longest + 1);
  const pad = content.startsWith('`') || content.endsWith('`') ? ' ' : '';
  return `${fence}${pad}${content.replace(/\|/g, '\\|')}${pad}${fence}`;
}

/** A line that would read as a heading, list or rule gets its first sign escaped. */
function opened(line: string): string {
  return line.replace(/^(\s*)([#+=-]|\d+(?=[.)]))/, (_, space: string, sign: string) =>
    /\d/.test(sign) ? `${space}${sign}\\` : `${space}\\${sign}`,
  );
}

function oneLine(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what must go
  return text.replace(/[\u0000-\u001f\u007f\u2028\u2029]+/g, ' ');
}
