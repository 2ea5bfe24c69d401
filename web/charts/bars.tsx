import { texts } from '../words.js';
import { Figure, type FigureText } from './figure.js';
import { at, fitting } from './scale.js';

export interface Bar {
  readonly name: string;
  /** null: hidden or not known; the text says which. */
  readonly value: number | null;
  readonly text: string;
  readonly tone?: string;
}

interface Props extends Omit<FigureText, 'table'> {
  readonly bars: readonly Bar[];
  readonly of: string;
  readonly valueName: string;
  readonly note?: preact.ComponentChildren;
}

const rowHeight = 40;

/** Sizes, one a row: the name and the number above the bar, so that long names have room. */
export function Bars({ title, description, bars, of, valueName, note }: Props) {
  const most = Math.max(1e-12, ...bars.map(({ value }) => value ?? 0));
  const draw = (width: number) => (
    <g>
      {bars.map(({ name, value, text, tone = 'main' }, i) => (
        <g key={name} class={`bar ${tone}`}>
          <text class="name" x="0" y={i * rowHeight + 14}>
            {fitting(name, width - text.length * 8 - 12)}
          </text>
          <text class="end number" x={width} y={i * rowHeight + 14}>
            {text}
          </text>
          <rect class="track" x="0" y={i * rowHeight + 20} width={width} height="10" rx="2" />
          {value !== null && value > 0 && (
            <rect
              class="fill"
              x="0"
              y={i * rowHeight + 20}
              width={at(Math.max(2, (value / most) * width))}
              height="10"
              rx="2"
            />
          )}
        </g>
      ))}
    </g>
  );
  const table = { head: [of, valueName], rows: bars.map(({ name, text }) => [name, text]) };
  return (
    <Figure
      title={title}
      description={description}
      height={Math.max(1, bars.length) * rowHeight}
      draw={draw}
      table={table}
      note={note}
    />
  );
}

/** A share of a whole as a bar, with its words. */
export function Progress({
  name,
  share,
  text,
}: {
  readonly name: string;
  readonly share: number | null;
  readonly text: string;
}) {
  const width = share === null ? 0 : Math.min(1, Math.max(0, share)) * 100;
  return (
    <div class="progress">
      <p>
        <b>{name}</b> <span>{text}</span>
      </p>
      <svg
        viewBox="0 0 100 6"
        preserveAspectRatio="none"
        width="100%"
        height="8"
        role="img"
        aria-label={`${name}: ${text}`}
      >
        <title>{texts.value.frame.total}</title>
        <rect class="track" x="0" y="0" width="100" height="6" />
        <rect class="fill" x="0" y="0" width={width} height="6" />
      </svg>
    </div>
  );
}
