import type { Counter, Histogram } from 'prom-client';

/** Counts by one set of labels. The metric is told when somebody reads it: a telling costs as much as ten additions. */
export class Count {
  readonly #child: Pick<Counter.Internal, 'inc'>;
  #untold = 0;

  constructor(child: Pick<Counter.Internal, 'inc'>) {
    this.#child = child;
    // A series that was met is shown, also at zero.
    child.inc(0);
  }

  add(by: number): void {
    this.#untold += by;
  }

  tell(): void {
    if (this.#untold === 0) return;
    this.#child.inc(this.#untold);
    this.#untold = 0;
  }
}

/** The series of a route. */
export interface RouteSeries {
  readonly duration: Pick<Histogram.Internal<string>, 'observe'>;
  readonly byStatus: Map<number, Count>;
}

/** The series of a version of a model. */
export interface VersionSeries {
  readonly score: Pick<Histogram.Internal<string>, 'observe'>;
  readonly rows: Count;
}

/** What a map has under a key, made at its first use. */
export function found<K, V>(map: Map<K, V>, key: K, make: () => V): V {
  let value = map.get(key);
  if (value === undefined) {
    value = make();
    map.set(key, value);
  }
  return value;
}
