import { texts } from '../words.js';
import { Figure, type FigureText } from './figure.js';
import { at, fitting, linear } from './scale.js';

export interface IntervalRow {
  readonly name: string;
  readonly value: number | null;
  readonly low: number | null;
  readonly high: number | null;
  /** The numbers, behind the row. */
  readonly text: string;
  /** Colour by meaning: grey where nothing is certain. */
  readonly tone: 'good' | 'bad' | 'none';
}

interface Props extends Omit<FigureText, 'table'> {
  readonly rows: readonly IntervalRow[];
  /** Whether all rows share one scale. @default true */
  readonly shared?: boolean;
  /** Name of the first column of the table. */
  readonly of: string;
  readonly note?: preact.ComponentChildren;
}

const rowHeight = 46;
/** Where name and numbers do not fit side by side, the numbers stand below the name. */
const tallHeight = 64;

/** Values with their intervals, one a row, and a line at zero. */
export function IntervalRows({ title, description, rows, shared = true, of, note }: Props) {
  const all = extent(rows);
  const isTall = (width: number): boolean =>
    rows.some(({ name, text }) => (name.length + text.length) * 7.6 + 24 > width);
  const heightFor = (width: number): number =>
    Math.max(1, rows.length) * (isTall(width) ? tallHeight : rowHeight);
  const draw = (width: number) => (
    <g>
      {rows.map((row, i) => (
        <Row
          key={row.name}
          row={row}
          place={{ width, isTall: isTall(width), top: i * (isTall(width) ? tallHeight : rowHeight) }}
          domain={shared ? all : extent([row])}
        />
      ))}
    </g>
  );
  const table = {
    head: [of, texts.value.model.value],
    rows: rows.map(({ name, text }) => [name, text]),
    textColumns: [1],
  };
  return (
    <Figure
      title={title}
      description={description}
      height={heightFor}
      draw={draw}
      table={table}
      note={note}
    />
  );
}

/** Zero and the ends of all intervals, with some room. */
function extent(rows: readonly IntervalRow[]): readonly [number, number] {
  const ends = rows
    .flatMap(({ value, low, high }) => [value, low, high])
    .filter((end) => end !== null && Number.isFinite(end)) as number[];
  const [low, high] = [Math.min(0, ...ends), Math.max(0, ...ends)];
  const room = (high - low || 1) * 0.08;
  return [low - room, high + room];
}

interface Place {
  readonly top: number;
  readonly width: number;
  readonly isTall: boolean;
}

function Row({ row, place, domain }: { row: IntervalRow; place: Place; domain: readonly [number, number] }) {
  const { top, width, isTall } = place;
  const x = linear(domain, [4, width - 4]);
  const { name, text, tone, value, low, high } = row;
  const line = top + (isTall ? 48 : 31);
  return (
    <g class={`row ${tone}`}>
      <text class="name" x="0" y={top + 14}>
        {fitting(name, isTall ? width : width - text.length * 7.5 - 12)}
      </text>
      <text class={isTall ? 'number' : 'end number'} x={isTall ? 0 : width} y={top + (isTall ? 31 : 14)}>
        {fitting(text, width)}
      </text>
      <line class="rule" x1="0" x2={width} y1={line} y2={line} />
      <line class="zero" x1={at(x(0))} x2={at(x(0))} y1={line - 8} y2={line + 8} />
      {low !== null && high !== null && (
        <line class="interval" x1={at(x(low))} x2={at(x(high))} y1={line} y2={line} />
      )}
      {value !== null && <circle class="dot" cx={at(x(value))} cy={line} r="5" />}
    </g>
  );
}
