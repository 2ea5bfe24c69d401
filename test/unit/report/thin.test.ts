import { describe, expect, it } from 'vitest';

import { type Point, thin } from '../../../src/report/charts/thin.js';
import { uniform } from '../../support/random.js';

/** Height of the polyline at x, by looking for the segment. */
function heightAt(points: readonly Point[], x: number): number {
  const i = Math.max(
    1,
    points.findIndex((point) => point.x >= x),
  );
  const [a, b] = [points[i - 1]!, points[i]!];
  return b.x === a.x ? b.y : a.y + ((b.y - a.y) * (x - a.x)) / (b.x - a.x);
}

describe('thin', () => {
  it('keeps short curves as they are', () => {
    const points = [
      { x: 0, y: 0 },
      { x: 1, y: 1 },
    ];
    expect(thin(points, 2)).toBe(points);
  });

  it('keeps the ends, the order, the limit and the shape', () => {
    const points = Array.from({ length: 20000 }, (_, i) => ({ x: i / 19999, y: (i / 19999) ** 0.2 }));
    const kept = thin(points, 200);
    expect(kept.length).toBeLessThanOrEqual(200);
    expect(kept[0]).toBe(points[0]);
    expect(kept.at(-1)).toBe(points.at(-1));
    for (let i = 1; i < kept.length; i++) expect(kept[i]!.x).toBeGreaterThan(kept[i - 1]!.x);
    const worst = Math.max(...points.map((point) => Math.abs(heightAt(kept, point.x) - point.y)));
    expect(worst).toBeLessThan(0.005);
  });

  it('keeps every corner of a staircase it has room for', () => {
    const random = uniform(3);
    const corners: Point[] = [{ x: 0, y: 0 }];
    while (corners.length < 60) {
      const last = corners.at(-1)!;
      const right = corners.length % 2 === 1;
      corners.push({ x: last.x + (right ? random() : 0), y: last.y + (right ? 0 : random()) });
    }
    const dense = corners.flatMap((a, i) => {
      const b = corners[i + 1];
      if (b === undefined) return [a];
      return Array.from({ length: 50 }, (_, k) => ({
        x: a.x + ((b.x - a.x) * k) / 50,
        y: a.y + ((b.y - a.y) * k) / 50,
      }));
    });
    const kept = new Set(thin(dense, 120).map((point) => `${point.x} ${point.y}`));
    expect(corners.filter((corner) => !kept.has(`${corner.x} ${corner.y}`))).toEqual([]);
  });
});
