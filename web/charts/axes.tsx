import { at, ticks } from './scale.js';

/** Where the picture is inside its frame. */
export interface Frame {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

interface YProps {
  readonly frame: Frame;
  readonly domain: readonly [number, number];
  readonly y: (value: number) => number;
  readonly text: (value: number) => string;
  readonly wanted?: number;
}

/** Horizontal lines at round values. */
export function YAxis({ frame, domain, y, text, wanted = 4 }: YProps) {
  return (
    <g>
      {ticks(domain[0], domain[1], wanted).map((value) => (
        <g key={value}>
          <line class="rule" x1={frame.left} x2={frame.right} y1={at(y(value))} y2={at(y(value))} />
          <text class="end" x={frame.left - 6} y={at(y(value) + 4)}>
            {text(value)}
          </text>
        </g>
      ))}
    </g>
  );
}

interface XProps {
  readonly frame: Frame;
  readonly values: readonly number[];
  readonly x: (value: number) => number;
  readonly text: (value: number) => string;
}

/** Texts below the picture; those at the ends stay inside of it. */
export function XAxis({ frame, values, x, text }: XProps) {
  return (
    <g>
      {values.map((value) => (
        <text
          key={value}
          class={x(value) < frame.left + 24 ? '' : x(value) > frame.right - 24 ? 'end' : 'middle'}
          x={at(x(value))}
          y={frame.bottom + 18}
        >
          {text(value)}
        </text>
      ))}
    </g>
  );
}

/** At most so many of the values as have room, the first and the last among them. */
export function spread(from: number, to: number, width: number, each = 92): number[] {
  if (from === to) return [from];
  const count = Math.max(2, Math.min(Math.floor(width / each), Math.round(to - from) + 1));
  return [
    ...new Set(Array.from({ length: count }, (_, i) => Math.round(from + ((to - from) * i) / (count - 1)))),
  ];
}
