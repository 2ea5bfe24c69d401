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

export type Block = Heading | Paragraph | List | Table | Figure | Callout;

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

/** The sentence a hurried reader must see. */
export interface Callout {
  readonly kind: 'callout';
  readonly tone: Tone;
  readonly title: string;
  readonly lines: readonly Inline[];
}

export interface Document {
  readonly language: 'zh' | 'en';
  readonly title: string;
  readonly subtitle: string;
  readonly blocks: readonly Block[];
}

export const strong = (text: string): Strong => ({ strong: text });
export const code = (text: string): Code => ({ code: text });
export const heading = (text: string, level: 2 | 3 = 2): Heading => ({ kind: 'heading', level, text });
export const paragraph = (text: Inline): Paragraph => ({ kind: 'paragraph', text });
export const list = (items: readonly Inline[]): List => ({ kind: 'list', items });
export const figure = (name: string, caption: string): Figure => ({ kind: 'figure', name, caption });

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
