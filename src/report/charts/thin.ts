/** A point of a curve in the unit of its axes. */
export interface Point {
  /** Along the horizontal axis. */
  readonly x: number;
  /** Along the vertical axis. */
  readonly y: number;
}

/**
 * At most `limit` points of a curve, its ends and corners kept: a picture needs no more, and a ROC curve of a
 * million rows would make an SVG of 60 MB. Douglas and Peucker's deviations (1973) rank the points; both axes are
 * taken relative to the curve's extent.
 *
 * @param limit at least 2
 */
export function thin<P extends Point>(points: readonly P[], limit = 400): readonly P[] {
  if (points.length <= limit) return points;
  const scale = extents(points);
  const kept = new Set([0, points.length - 1]);
  // The worst segment first, so that the budget goes where the picture would suffer most.
  const open = [farthest(points, 0, points.length - 1, scale)];
  while (kept.size < limit && open.length > 0) {
    const worst = open.reduce((best, segment, i) => (segment.distance > open[best]!.distance ? i : best), 0);
    const { from, at, to, distance } = open.splice(worst, 1)[0]!;
    if (distance <= 0) break;
    kept.add(at);
    if (at - from > 1) open.push(farthest(points, from, at, scale));
    if (to - at > 1) open.push(farthest(points, at, to, scale));
  }
  return [...kept].sort((a, b) => a - b).map((i) => points[i]!);
}

interface Segment {
  readonly from: number;
  readonly to: number;
  /** The point between `from` and `to` farthest from their chord. */
  readonly at: number;
  readonly distance: number;
}

function extents(points: readonly Point[]): Point {
  let [lowX, highX, lowY, highY] = [Infinity, -Infinity, Infinity, -Infinity];
  for (const { x, y } of points) {
    lowX = Math.min(lowX, x);
    highX = Math.max(highX, x);
    lowY = Math.min(lowY, y);
    highY = Math.max(highY, y);
  }
  return { x: highX - lowX || 1, y: highY - lowY || 1 };
}

function farthest(points: readonly Point[], from: number, to: number, scale: Point): Segment {
  const [a, b] = [points[from]!, points[to]!];
  const [dx, dy] = [(b.x - a.x) / scale.x, (b.y - a.y) / scale.y];
  const length = Math.hypot(dx, dy) || 1;
  let [at, distance] = [from + 1, -1];
  for (let i = from + 1; i < to; i++) {
    const p = points[i]!;
    const off = Math.abs((dy * (p.x - a.x)) / scale.x - (dx * (p.y - a.y)) / scale.y) / length;
    if (off > distance) [at, distance] = [i, off];
  }
  return { from, to, at, distance };
}
