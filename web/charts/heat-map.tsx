import { dayNumber, decimal, named, shortDay, texts } from '../words.js';
import { spread } from './axes.js';
import { Figure, type FigureText } from './figure.js';
import { at, fitting } from './scale.js';

export interface HeatCell {
  /** 0 to 1: how dark. null: no value. */
  readonly value: number | null;
  readonly state: string;
  /** One sign that says the same without colour. */
  readonly sign: string;
}

export interface HeatRow {
  readonly name: string;
  readonly cells: readonly (HeatCell | null)[];
}

interface Props extends Omit<FigureText, 'table'> {
  readonly days: readonly string[];
  readonly rows: readonly HeatRow[];
  readonly states: Readonly<Record<string, string>>;
  readonly legend: preact.ComponentChildren;
  readonly note?: preact.ComponentChildren;
}

const rowHeight = 20;
/** Steps of darkness: more are not told apart. */
const steps = 5;

/** Rows by days. The sign of the newest day stands behind the row, so that the state is seen without colours. */
export function HeatMap({ title, description, days, rows, states, legend, note }: Props) {
  const height = rows.length * rowHeight + 24;
  const draw = (width: number) => {
    const left = Math.min(170, Math.floor(width * 0.34));
    const each = (width - left - 20) / days.length;
    const numbers = days.map(dayNumber);
    return (
      <g>
        {rows.map(({ name, cells }, row) => (
          <g key={name}>
            <text class="name" x="0" y={row * rowHeight + 14}>
              {fitting(name, left - 8)}
            </text>
            {cells.map(
              (cell, i) =>
                cell !== null && (
                  <Cell key={days[i]} cell={cell} x={left + i * each} y={row * rowHeight + 1} width={each} />
                ),
            )}
            <text class="end sign" x={width} y={row * rowHeight + 14}>
              {cells.findLast((cell) => cell !== null)?.sign ?? ''}
            </text>
          </g>
        ))}
        {spread(0, days.length - 1, width - left).map((i, place, all) => (
          <text
            key={i}
            class={place === 0 ? '' : place === all.length - 1 ? 'end' : 'middle'}
            x={at(left + (i + (place === 0 ? 0 : place === all.length - 1 ? 1 : 0.5)) * each)}
            y={height - 4}
          >
            {shortDay(numbers[i]!)}
          </text>
        ))}
      </g>
    );
  };
  const cellText = (cell: HeatCell | null | undefined): string =>
    cell == null ? '—' : `${decimal(cell.value, 3)} ${named(states, cell.state)}`;
  const table = {
    head: [texts.value.frame.day, ...rows.map(({ name }) => name)],
    rows: days.map((day, i) => [day, ...rows.map(({ cells }) => cellText(cells[i]))]),
  };
  return (
    <Figure
      title={title}
      description={description}
      height={height}
      draw={draw}
      table={table}
      legend={legend}
      note={note}
    />
  );
}

/** Darkness by distance: 0.5 and more is the darkest. */
const stepOf = (value: number | null): string =>
  value === null ? 'empty' : `h${Math.min(steps - 1, Math.floor(value * 2 * steps))}`;

function Cell({ cell, x, y, width }: { cell: HeatCell; x: number; y: number; width: number }) {
  const gap = width > 6 ? 1 : 0;
  const isOut = cell.state === 'certain' || cell.state === 'alarm';
  return (
    <g>
      <rect
        class={stepOf(cell.value)}
        x={at(x)}
        y={y}
        width={at(Math.max(1, width - gap))}
        height={rowHeight - 3}
      />
      {isOut && (
        <rect class="out" x={at(x)} y={y + rowHeight - 6} width={at(Math.max(1, width - gap))} height="3" />
      )}
    </g>
  );
}
