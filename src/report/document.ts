/**
 * A report as a tree of blocks, written once and turned into Markdown and HTML. Texts are plain: whatever
 * a user's column or variant is called, it can only ever become text.
 */

export type Inline = string | Strong | Code | readonly Inline[];

interface Strong {
  readonly strong: string;
}

interface Code {
  readonly code: string;
}

export type Tone = 'good' | 'bad' | 'neutral';

export type Block = Heading | Paragraph | List | Table | Figure | Callout | Pair;

export interface Heading {
  readonly kind: 'heading';
  readonly level: 2 | 3;
  readonly text: string;
}

export interface Paragraph {
  readonly kind: 'paragraph';
  readonly text: Inline;
}

export interface List {
  readonly kind: 'list';
  readonly items: readonly Inline[];
}

export interface Table {
  readonly kind: 'table';
  readonly head: readonly string[];
  /** Every row as long as `head`. */
  readonly rows: readonly (readonly Inline[])[];
  /** Columns written flush right: numbers. */
  readonly numeric: readonly boolean[];
}

export interface Figure {
  readonly kind: 'figure';
  /** Name of the picture without extension, as in the file list. */
  readonly name: string;
  readonly caption: string;
}

/** Two columns beside each other where the page has room, else one below the other. */
export interface Pair {
  readonly kind: 'pair';
  readonly sides: readonly [readonly Block[], readonly Block[]];
}

/** The sentence a hurried reader must see. */
export interface Callout {
  readonly kind: 'callout';
  readonly tone: Tone;
  readonly title: string;
  readonly lines: readonly Inline[];
}

/** What the page itself says, whatever the report is about. */
export interface PageWords {
  readonly contents: string;
  /** Above a table that is wider than a phone. */
  readonly sideways: string;
  readonly colon: string;
}

export interface Document {
  readonly language: 'zh' | 'en';
  readonly title: string;
  readonly subtitle: string;
  /** Where and when the report was made, as names and values. */
  readonly facts: readonly (readonly [name: string, value: Inline])[];
  readonly words: PageWords;
  readonly blocks: readonly Block[];
}

export const strong = (text: string): Strong => ({ strong: text });
export const code = (text: string): Code => ({ code: text });
export const heading = (text: string, level: 2 | 3 = 2): Heading => ({ kind: 'heading', level, text });
export const paragraph = (text: Inline): Paragraph => ({ kind: 'paragraph', text });
export const list = (items: readonly Inline[]): List => ({ kind: 'list', items });
export const figure = (name: string, caption: string): Figure => ({ kind: 'figure', name, caption });

/** Two columns; one alone where the other has nothing. */
export function pair(left: readonly Block[], right: readonly Block[]): Block[] {
  if (left.length === 0 || right.length === 0) return [...left, ...right];
  return [{ kind: 'pair', sides: [left, right] }];
}

/** Figures two by two. */
export function inPairs(figures: readonly Figure[]): Block[] {
  return figures.flatMap((left, i) => (i % 2 === 1 ? [] : pair([left], figures.slice(i + 1, i + 2))));
}

/** The blocks without the figures that were not drawn. */
export function withPictures(blocks: readonly Block[], drawn: (name: string) => boolean): Block[] {
  return blocks.flatMap((block) => {
    if (block.kind === 'figure') return drawn(block.name) ? [block] : [];
    if (block.kind !== 'pair') return [block];
    const [left, right] = block.sides;
    return pair(withPictures(left, drawn), withPictures(right, drawn));
  });
}

export function callout(tone: Tone, title: string, lines: readonly Inline[] = []): Callout {
  return { kind: 'callout', tone, title, lines };
}

/** A table whose columns are numbers except the first `textColumns` (and any named in `textAlso`). */
export function table(
  head: readonly string[],
  rows: readonly (readonly Inline[])[],
  textColumns = 1,
  textAlso: readonly number[] = [],
): Table {
  const numeric = head.map((_, i) => i >= textColumns && !textAlso.includes(i));
  return { kind: 'table', head, rows, numeric };
}
