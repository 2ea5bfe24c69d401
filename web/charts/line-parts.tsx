import { useState } from 'preact/hooks';

import type { Frame } from './axes.js';
import type { Line, LinePoint } from './line.js';
import { at, fitting } from './scale.js';

type Scale = (value: number) => number;

/** A limit; its text stands on the side of the line that holds fewer points. */
export function Limit({
  limit,
  frame,
  x,
  y,
  points,
}: {
  limit: { y: number; text: string };
  frame: Frame;
  x: Scale;
  y: Scale;
  points: readonly LinePoint[];
}) {
  const height = y(limit.y);
  const middle = (frame.left + frame.right) / 2;
  const text = fitting(limit.text, frame.right - frame.left - 8);
  const near = (left: boolean, above: boolean): number =>
    points.filter((point) => {
      if (point.y === null || x(point.x) < middle !== left) return false;
      const away = height - y(point.y);
      return above ? away > -4 && away < 24 : away < 4 && away > -24;
    }).length;
  const places = [true, false].flatMap((left) =>
    [true, false].map((above) => ({ left, above, crowd: near(left, above) })),
  );
  const inside = places.filter(({ above }) => (above ? height - frame.top > 18 : frame.bottom - height > 20));
  const { left, above } = inside.toSorted((a, b) => a.crowd - b.crowd)[0] ?? { left: true, above: true };
  return (
    <g class="limit">
      <line x1={frame.left} x2={frame.right} y1={at(height)} y2={at(height)} />
      <text
        class={left ? '' : 'end'}
        x={left ? frame.left + 4 : frame.right - 4}
        y={at(above ? height - 5 : height + 15)}
      >
        {text}
      </text>
    </g>
  );
}

interface ReaderProps {
  readonly points: readonly LinePoint[];
  readonly lines: readonly Line[];
  readonly x: Scale;
  readonly frame: Frame;
  readonly xText: (value: number) => string;
  readonly yText: (value: number) => string;
}

/** The values under the pointer. The table has the same for those without one. */
export function Reader({ points, lines, x, frame, xText, yText }: ReaderProps) {
  const [place, setPlace] = useState<number | null>(null);
  const find = (event: PointerEvent & { currentTarget: SVGElement }) => {
    const from = event.currentTarget.getBoundingClientRect().left - frame.left;
    const wanted = event.clientX - from;
    const nearest = points.reduce<number | null>(
      (best, point) =>
        best === null || Math.abs(x(point.x) - wanted) < Math.abs(x(best) - wanted) ? point.x : best,
      null,
    );
    setPlace(nearest);
  };
  const read = lines.flatMap(({ name, points: own }) =>
    own.filter((point) => point.x === place && point.y !== null).map((point) => `${name} ${yText(point.y!)}`),
  );
  const words = place === null ? '' : [xText(place), ...read].join(' · ');
  return (
    <g class="reader">
      {place !== null && <line x1={at(x(place))} x2={at(x(place))} y1={frame.top} y2={frame.bottom} />}
      {place !== null && (
        <text
          class={x(place) > (frame.left + frame.right) / 2 ? 'end' : ''}
          x={at(x(place) > (frame.left + frame.right) / 2 ? frame.right : frame.left)}
          y={frame.top - 1}
        >
          {fitting(words, frame.right - frame.left)}
        </text>
      )}
      <rect
        x={frame.left}
        y={frame.top}
        width={Math.max(0, frame.right - frame.left)}
        height={frame.bottom - frame.top}
        onPointerMove={find}
        onPointerLeave={() => setPlace(null)}
      />
    </g>
  );
}
