import type { Counter, Histogram, Registry } from 'prom-client';

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
  // A child of a metric is looked up by its labels once: on the hot path that costs as much as the rest of the metrics.
  readonly #children = new Map<string, { inc(by?: number): void; observe(value: number): void }>();

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
    const code = String(status);
    this.#child(`r ${route} ${code}`, () => this.#requests.labels(route, code)).inc();
    this.#child(`d ${route}`, () => this.#duration.labels(route)).observe(duration);
  }

  row(model: string, version: string, probability: number): void {
    this.rows(model, version, 1);
    this.#child(`s ${model} ${version}`, () => this.#score.labels(model, version)).observe(probability);
  }

  rows(model: string, version: string, count: number): void {
    this.#child(`n ${model} ${version}`, () => this.#rows.labels(model, version)).inc(count);
  }

  /** Forgets the series of a version that no longer serves, so that they do not grow with every model. */
  forget(model: string, version: string): void {
    for (const kind of ['s', 'n']) this.#children.delete(`${kind} ${model} ${version}`);
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
    return this.#registry.metrics();
  }

  /** Type of that text. */
  get contentType(): string {
    return this.#registry.contentType;
  }

  #child(key: string, find: () => object): { inc(by?: number): void; observe(value: number): void } {
    let child = this.#children.get(key);
    if (child === undefined) {
      child = find() as { inc(by?: number): void; observe(value: number): void };
      this.#children.set(key, child);
    }
    return child;
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
