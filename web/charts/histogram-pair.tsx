import { share } from '../words.js';
import { Figure, type FigureText, Legend } from './figure.js';
import { at, fitting } from './scale.js';

interface Props extends Omit<FigureText, 'table'> {
  readonly bins: readonly string[];
  readonly reference: readonly number[];
  /** null: hidden. */
  readonly current: readonly (number | null)[];
  readonly names: {
    readonly bin: string;
    readonly reference: string;
    readonly current: string;
    readonly hidden: string;
  };
  readonly note?: preact.ComponentChildren;
}

const rowHeight = 34;

/** Two distributions over the same bins, one bin a row: names of bins may be long. */
export function HistogramPair({ title, description, bins, reference, current, names, note }: Props) {
  const most = Math.max(1e-9, ...reference, ...current.map((value) => value ?? 0));
  const draw = (width: number) => {
    const left = Math.min(130, Math.floor(width * 0.3));
    const room = width - left - 56;
    const size = (value: number): string => at(Math.max(value > 0 ? 1 : 0, (value / most) * room));
    return (
      <g>
        {bins.map((bin, i) => {
          const [before, now, y] = [reference[i]!, current[i]!, i * rowHeight];
          return (
            <g key={bin}>
              <text class="name" x="0" y={y + 19}>
                {fitting(bin, left - 8)}
              </text>
              <rect class="bar-reference" x={left} y={y + 2} width={size(before)} height="12" />
              <text x={at(left + Number(size(before)) + 5)} y={y + 12}>
                {share(before)}
              </text>
              <rect class="bar-current" x={left} y={y + 16} width={size(now ?? 0)} height="12" />
              <text x={at(left + Number(size(now ?? 0)) + 5)} y={y + 26}>
                {now === null ? names.hidden : share(now)}
              </text>
            </g>
          );
        })}
      </g>
    );
  };
  const rows = bins.map((bin, i) => [
    bin,
    share(reference[i]!),
    current[i] === null ? names.hidden : share(current[i]!),
  ]);
  const table = { head: [names.bin, names.reference, names.current], rows };
  const legend = (
    <Legend
      items={[
        ['key-reference', names.reference],
        ['key-current', names.current],
      ]}
    />
  );
  return (
    <Figure
      title={title}
      description={description}
      height={bins.length * rowHeight}
      draw={draw}
      table={table}
      legend={legend}
      note={note}
    />
  );
}
