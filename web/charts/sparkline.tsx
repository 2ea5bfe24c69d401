import { at, domainOf, linear } from './scale.js';

/** The course of a number in a line of text. The table beside it has the values. */
export function Sparkline({
  values,
  name,
}: {
  readonly values: readonly (number | null)[];
  readonly name: string;
}) {
  const [width, height] = [88, 20];
  const x = linear([0, Math.max(1, values.length - 1)], [2, width - 2]);
  const y = linear(domainOf(values), [height - 2, 2]);
  const path = values.reduce<{ d: string; pen: string }>(
    ({ d, pen }, value, i) =>
      value === null ? { d, pen: 'M' } : { d: `${d}${pen}${at(x(i))},${at(y(value))}`, pen: 'L' },
    { d: '', pen: 'M' },
  ).d;
  const last = values.findLastIndex((value) => value !== null);
  return (
    <svg
      class="sparkline"
      viewBox={`0 0 ${width} ${height}`}
      width={width}
      height={height}
      role="img"
      aria-label={name}
    >
      <path class="line" d={path} />
      {last >= 0 && <circle class="dot" cx={at(x(last))} cy={at(y(values[last]!))} r="2.5" />}
    </svg>
  );
}
