import { dayOf, shortDay, texts } from '../words.js';
import { type Frame, spread, XAxis, YAxis } from './axes.js';
import { Figure, type FigureText, Legend } from './figure.js';
import { Limit, Reader } from './line-parts.js';
import { at, domainOf, linear, ticks } from './scale.js';

/** A value at a place of the axis; null breaks the line. */
export interface LinePoint {
  readonly x: number;
  readonly y: number | null;
  readonly low?: number | null;
  readonly high?: number | null;
  /** Drawn as a warning. */
  readonly alert?: boolean;
}

export interface Line {
  /** Class of the line: its colour and dashes. */
  readonly id: string;
  readonly name: string;
  readonly points: readonly LinePoint[];
  /** A dot at every point. @default where there are at most 40 */
  readonly dots?: boolean;
}

interface Props extends Omit<FigureText, 'table'> {
  readonly lines: readonly Line[];
  readonly yText: (value: number) => string;
  /** @default days */
  readonly xText?: (value: number) => string;
  readonly xName?: string;
  readonly limit?: { readonly y: number; readonly text: string } | null;
  /** Vertical marks: what happened there. */
  readonly marks?: readonly { readonly x: number; readonly text: string }[];
  /** The axis begins at zero. */
  readonly whole?: boolean;
  readonly note?: preact.ComponentChildren;
}

const height = 240;

/** Lines over days or other numbers, with bands, a limit and marks. */
export function LineChart(props: Props) {
  const { title, description, lines, yText, limit = null, marks = [], whole = false, note } = props;
  const xText = props.xText ?? shortDay;
  const points = lines.flatMap((line) => line.points);
  const xs = points.map(({ x }) => x);
  const span = [Math.min(...xs), Math.max(...xs)] as const;
  const domain = domainOf([...points.flatMap(({ y, low, high }) => [y, low, high]), limit?.y], whole);
  const draw = (width: number) => {
    const frame: Frame = {
      left: 52,
      right: width - 10,
      top: marks.length > 0 ? 24 : 12,
      bottom: height - 28,
    };
    const x = linear(span, [frame.left + 4, frame.right - 4]);
    const y = linear(domain, [frame.bottom, frame.top]);
    const along =
      props.xText === undefined
        ? spread(...span, frame.right - frame.left)
        : ticks(...span, (frame.right - frame.left) / 92);
    return (
      <g>
        <YAxis frame={frame} domain={domain} y={y} text={yText} />
        <XAxis frame={frame} values={along} x={x} text={xText} />
        {marks.map(({ x: place, text }) => (
          <g key={`${place} ${text}`} class="mark">
            <title>{text}</title>
            <line x1={at(x(place))} x2={at(x(place))} y1={frame.top} y2={frame.bottom} />
            <path d={`M${at(x(place) - 5)},${frame.top - 8}h10l-5,8Z`} />
          </g>
        ))}
        {lines.map((line) => (
          <Drawn key={line.id} line={line} x={x} y={y} />
        ))}
        {limit !== null && <Limit limit={limit} frame={frame} x={x} y={y} points={points} />}
        <Reader
          points={points}
          x={x}
          frame={frame}
          lines={lines}
          xText={props.xText ?? dayOf}
          yText={yText}
        />
      </g>
    );
  };
  const table = tableOf(lines, props.xName ?? texts.value.frame.day, props.xText ?? dayOf, yText);
  const legend =
    lines.length > 1 || lines[0]?.points.some(({ low }) => low != null) ? (
      <Legend items={lines.map(({ id, name }) => [id, name])} />
    ) : null;
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

type Scale = (value: number) => number;

/** One line with its band and dots. */
function Drawn({
  line: { id, points, dots = points.length <= 40 },
  x,
  y,
}: {
  line: Line;
  x: Scale;
  y: Scale;
}) {
  const known = points.filter((point): point is LinePoint & { y: number } => point.y !== null);
  const ends = points.filter(({ low, high }) => low != null && high != null);
  const path = points.reduce(
    ({ d, pen }, { x: place, y: value }) =>
      value === null ? { d, pen: 'M' } : { d: `${d}${pen}${at(x(place))},${at(y(value))}`, pen: 'L' },
    { d: '', pen: 'M' },
  ).d;
  const band = [
    ...ends.map((point) => `${at(x(point.x))},${at(y(point.high!))}`),
    ...ends.toReversed().map((point) => `${at(x(point.x))},${at(y(point.low!))}`),
  ];
  return (
    <g class={`series ${id}`}>
      {ends.length > 1 && <path class="band" d={`M${band.join('L')}Z`} />}
      {ends.length === 1 && (
        <line
          class="whisker"
          x1={at(x(ends[0]!.x))}
          x2={at(x(ends[0]!.x))}
          y1={at(y(ends[0]!.low!))}
          y2={at(y(ends[0]!.high!))}
        />
      )}
      <path class="line" d={path} />
      {known
        .filter(({ alert }, i) => alert || dots || i === known.length - 1)
        .map((point) => (
          <circle
            key={point.x}
            class={point.alert ? 'alert' : 'dot'}
            cx={at(x(point.x))}
            cy={at(y(point.y))}
            r={point.alert ? 4 : 2.5}
          />
        ))}
    </g>
  );
}

function tableOf(
  lines: readonly Line[],
  xName: string,
  xText: (value: number) => string,
  yText: (value: number) => string,
) {
  const places = [...new Set(lines.flatMap(({ points }) => points.map(({ x }) => x)))].sort((a, b) => a - b);
  const found = lines.map(({ points }) => new Map(points.map((point) => [point.x, point])));
  const cell = (point: LinePoint | undefined): string => {
    if (point === undefined || point.y === null) return '—';
    const { low, high } = point;
    return low != null && high != null ? `${yText(point.y)} [${yText(low)}, ${yText(high)}]` : yText(point.y);
  };
  return {
    head: [xName, ...lines.map(({ name }) => name)],
    rows: places.map((place) => [xText(place), ...found.map((points) => cell(points.get(place)))]),
  };
}
