import type { Counter, Histogram, Registry } from 'prom-client';

import { Count, found, type RouteSeries, type VersionSeries } from './series.js';

/** Upper ends, s: from a tenth of a millisecond to ten seconds. */
const seconds = [0.0001, 0.0002, 0.0005, 0.001, 0.002, 0.005, 0.01, 0.05, 0.1, 1, 10];
const scores = [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1];

/** Figures that are read when somebody asks for them. */
export type Gauges = Readonly<Record<string, Gauge>>;

/** One of them. */
export interface Gauge {
  readonly help: string;
  readonly labels: readonly string[];
  readonly read: () => Readings;
}

/** A value for each set of labels. */
export type Readings = readonly {
  readonly labels?: Readonly<Record<string, string>>;
  readonly value: number;
}[];

/** The figures of one process. Labels are routes, codes, names of models and actions: never users or addresses. */
export class Metrics {
  readonly #registry: Registry;
  readonly #requests: Counter<'route' | 'code'>;
  readonly #duration: Histogram<'route'>;
  readonly #rows: Counter<'model' | 'version'>;
  readonly #score: Histogram<'model' | 'version'>;
  readonly #problems: Counter<'code'>;
  readonly #decisions: Counter<'action' | 'reason'>;
  readonly #shadow: Counter<'outcome'>;
  readonly #shadowDifference: Histogram;
  readonly #refused: Counter<'model'>;
  // Labels are looked up once: on the hot path that costs as much as the rest of the metrics.
  readonly #routes = new Map<string, RouteSeries>();
  readonly #models = new Map<string, Map<string, VersionSeries>>();

  /** The metrics of a process; loads prom-client. */
  static async create(gauges: Gauges): Promise<Metrics> {
    const client = await import('prom-client');
    return new Metrics(client.default ?? client, gauges);
  }

  private constructor(client: typeof import('prom-client'), gauges: Gauges) {
    const registry = new client.Registry();
    const registers = [registry];
    const counter = <L extends string>(name: string, help: string, labelNames: readonly L[]): Counter<L> =>
      new client.Counter({ name: `winback_${name}`, help, labelNames, registers });
    const histogram = <L extends string>(
      name: string,
      help: string,
      shape: { readonly labelNames: readonly L[]; readonly buckets: readonly number[] },
    ): Histogram<L> =>
      new client.Histogram({
        ...{ name: `winback_${name}`, help, registers },
        ...{ labelNames: shape.labelNames, buckets: [...shape.buckets] },
      });
    this.#registry = registry;
    this.#requests = counter('requests_total', 'Answers by route and status', ['route', 'code']);
    this.#duration = histogram('request_seconds', 'Time from the head of a request to its answer', {
      ...{ labelNames: ['route'], buckets: seconds },
    });
    this.#rows = counter('rows_total', 'Rows scored', ['model', 'version']);
    this.#score = histogram('score', 'Probabilities of single rows', {
      ...{ labelNames: ['model', 'version'], buckets: scores },
    });
    this.#problems = counter('errors_total', 'Requests that were not answered, by code', ['code']);
    this.#decisions = counter('decisions_total', 'Decisions by action and reason', ['action', 'reason']);
    this.#shadow = counter('shadow_total', 'Rows that the shadow model scored, dropped or failed at', [
      'outcome',
    ]);
    this.#shadowDifference = histogram('shadow_difference', 'Distance of the shadow score from the answer', {
      ...{ labelNames: [], buckets: [0.001, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1] },
    });
    this.#refused = counter('models_refused_total', 'Models that could not take the place of another', [
      'model',
    ]);
    for (const [name, gauge] of Object.entries(gauges)) addGauge(client, registry, name, gauge);
  }

  request(route: string, status: number, duration: number): void {
    const series = found(this.#routes, route, () => ({
      duration: this.#duration.labels(route),
      byStatus: new Map<number, Count>(),
    }));
    found(series.byStatus, status, () => new Count(this.#requests.labels(route, String(status)))).add(1);
    series.duration.observe(duration);
  }

  row(model: string, version: string, probability: number): void {
    const series = this.#version(model, version);
    series.rows.add(1);
    series.score.observe(probability);
  }

  rows(model: string, version: string, count: number): void {
    this.#version(model, version).rows.add(count);
  }

  /** Forgets the series of a version that no longer serves, so that they do not grow with every model. */
  forget(model: string, version: string): void {
    this.#models.get(model)?.delete(version);
    this.#rows.remove(model, version);
    this.#score.remove(model, version);
  }

  problem(code: string): void {
    this.#problems.labels(code).inc();
  }

  decision(action: string, reason: string): void {
    this.#decisions.labels(action, reason).inc();
  }

  shadow(outcome: 'scored' | 'dropped' | 'failed', difference?: number): void {
    this.#shadow.labels(outcome).inc();
    if (difference !== undefined) this.#shadowDifference.observe(difference);
  }

  refused(model: string): void {
    this.#refused.labels(model).inc();
  }

  /** Everything, in the text format of Prometheus. */
  text(): Promise<string> {
    for (const { byStatus } of this.#routes.values()) for (const count of byStatus.values()) count.tell();
    for (const versions of this.#models.values()) for (const { rows } of versions.values()) rows.tell();
    return this.#registry.metrics();
  }

  /** Type of that text. */
  get contentType(): string {
    return this.#registry.contentType;
  }

  #version(model: string, version: string): VersionSeries {
    const versions = found(this.#models, model, () => new Map<string, VersionSeries>());
    return found(versions, version, () => ({
      rows: new Count(this.#rows.labels(model, version)),
      score: this.#score.labels(model, version),
    }));
  }
}

function addGauge(
  client: typeof import('prom-client'),
  registry: Registry,
  name: string,
  { help, labels, read }: Gauge,
): void {
  new client.Gauge({
    name: `winback_${name}`,
    ...{ help, labelNames: [...labels], registers: [registry] },
    collect() {
      this.reset();
      for (const { labels: own = {}, value } of read()) this.set(own, value);
    },
  });
}
