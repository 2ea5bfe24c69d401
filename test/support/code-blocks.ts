// Fenced code blocks of Markdown pages, and Node programs made of them.
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = fileURLToPath(new URL('../../', import.meta.url));

export interface CodeBlock {
  readonly language: string;
  /** What stands behind the language: the kind of a configuration, and the file it is written to. */
  readonly words: readonly string[];
  readonly text: string;
  /** Line of the opening fence, from 1. */
  readonly line: number;
}

/** The fenced blocks of a Markdown text, in order. */
export function codeBlocks(markdown: string): CodeBlock[] {
  const blocks: CodeBlock[] = [];
  for (const found of markdown.matchAll(/^```([^\n`]*)\n([\s\S]*?)^```$/gm)) {
    const [language = '', ...words] = found[1]!.trim().split(/\s+/);
    const line = markdown.slice(0, found.index).split('\n').length;
    blocks.push({ language, words, text: found[2]!, line });
  }
  return blocks;
}

/** README and every page of docs/ that people write, relative to the root. */
export function pages(): string[] {
  const folder = path.join(root, 'docs');
  const made = /^(node_modules|reference\/api|\.vitepress)\//;
  const found = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((name) => name.replaceAll(path.sep, '/'))
    .filter((name) => name.endsWith('.md') && !made.test(name));
  return ['README.md', 'README.zh.md', ...found.map((name) => `docs/${name}`).sort()];
}

export const readPage = (page: string): string => readFileSync(path.join(root, page), 'utf8');
