import type { ServedModel } from '../pipeline/serve/served-model.js';
import type { Service } from './service.js';

/** Rows that wait for the shadow model; more are dropped and counted. */
const mostWaiting = 256;

const waiting = new WeakMap<Service, number>();

/** Scores a row with the shadow model after the answer is on its way. Only the metrics see what comes of it. */
export function observeShadow(
  service: Service,
  model: ServedModel,
  values: Float64Array,
  answered: number,
): void {
  const count = waiting.get(service) ?? 0;
  if (count >= mostWaiting) {
    service.metrics.shadow('dropped');
    return;
  }
  waiting.set(service, count + 1);
  setImmediate(() => {
    waiting.set(service, waiting.get(service)! - 1);
    scoreShadow(service, model, values).then(
      (found) => service.metrics.shadow('scored', Math.abs(found - answered)),
      () => service.metrics.shadow('failed'),
    );
  });
}

async function scoreShadow({ models }: Service, model: ServedModel, values: Float64Array): Promise<number> {
  const shadow = models.shadow!.current.hold();
  try {
    shadow.values.fill(Number.NaN);
    for (const [name, place] of model.places) {
      const own = shadow.places.get(name);
      if (own !== undefined) shadow.values[own] = sameCode(model, shadow, place, own, values[place]!);
    }
    return await shadow.probability();
  } finally {
    shadow.release();
  }
}

/** The code of a category differs between models; a number is itself. */
function sameCode(
  model: ServedModel,
  shadow: ServedModel,
  place: number,
  own: number,
  value: number,
): number {
  const [from, to] = [model.features[place]!, shadow.features[own]!];
  if (from.kind !== 'categorical' || to.kind !== 'categorical')
    return from.kind === to.kind ? value : Number.NaN;
  const code = Number.isNaN(value) ? -1 : to.categories.indexOf(from.categories[value]!);
  return code < 0 ? Number.NaN : code;
}
