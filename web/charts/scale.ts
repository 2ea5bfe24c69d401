/** Marks of an axis at round values from `min` to `max`, about `wanted` of them. */
export function ticks(min: number, max: number, wanted: number): number[] {
  const span = max - min || Math.abs(max) || 1;
  const raw = span / Math.max(1, wanted);
  const power = 10 ** Math.floor(Math.log10(raw));
  const step = [1, 2, 2.5, 5, 10].map((factor) => factor * power).find((size) => size >= raw)!;
  const found: number[] = [];
  for (let i = Math.ceil(min / step - 1e-9); i * step <= max + step * 1e-9; i++)
    found.push(Number((i * step).toPrecision(12)));
  return found;
}

/** A linear scale. A domain of one value is in the middle. */
export function linear(
  from: readonly [number, number],
  to: readonly [number, number],
): (value: number) => number {
  const span = from[1] - from[0];
  return (value) => (span === 0 ? (to[0] + to[1]) / 2 : to[0] + ((value - from[0]) / span) * (to[1] - to[0]));
}

/** Smallest and largest of the known values, a little wider; `whole` includes zero. */
export function domainOf(values: readonly (number | null | undefined)[], whole = false): [number, number] {
  const known = values.filter((value): value is number => value != null && Number.isFinite(value));
  if (whole || known.length === 0) known.push(0);
  let [low, high] = [Math.min(...known), Math.max(...known)];
  if (low === high)
    [low, high] = low === 0 ? [0, 1] : [low - Math.abs(low) * 0.1, high + Math.abs(high) * 0.1];
  const edge = (high - low) * 0.06;
  return [whole && low >= 0 ? 0 : low - edge, whole && high <= 0 ? 0 : high + edge];
}

/** Coordinates with one decimal: more are never seen. */
export const at = (value: number): string => value.toFixed(1);

/** Letters that fit in a width at the size of chart text. */
export const fitting = (text: string, width: number): string => {
  const letters = Math.max(3, Math.floor(width / 7));
  const wide = [...text].reduce((sum, letter) => sum + (letter > '\u2e7f' ? 1.8 : 1), 0);
  return wide <= letters ? text : `${[...text].slice(0, letters - 1).join('')}…`;
};
