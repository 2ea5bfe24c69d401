/** The parts of a server, each from the options that tell it. */
import { WinbackError } from '../base/errors.js';
import { openRegistry, type Registry } from '../entries/registry.js';
import type { State } from '../entries/state.js';
import { storeExposures } from '../pipeline/serve/exposures.js';
import { FeatureSlot } from '../pipeline/serve/feature-slot.js';
import type { InboundService } from '../pipeline/serve/inbound.js';
import { ModelSlot } from '../pipeline/serve/model-slot.js';
import { folderSource, type ModelSource, registrySource } from '../pipeline/serve/model-source.js';
import { isOptedOut } from '../pipeline/serve/opt-outs.js';
import type { ServedModel } from '../pipeline/serve/served-model.js';
import type { CallerSource } from './access/access.js';
import { KeyFile } from './access/keys.js';
import { Tokens } from './access/tokens.js';
import { Models } from './models.js';
import type { ResolvedServerOptions } from './options.js';
import type { Service, UserFeatures } from './service.js';

/** What of the state answers need. */
export async function stateWork(
  state: State | null,
  options: ResolvedServerOptions,
): Promise<Pick<Service, 'optOuts' | 'exposures' | 'beyondPlan' | 'inbound'>> {
  const inbound = await inboundOf(options, state);
  if (state === null) return { optOuts: null, exposures: null, beyondPlan: null, inbound };
  return {
    optOuts: (user) => isOptedOut(state, user),
    exposures: (given) => storeExposures(state, given),
    beyondPlan: options.beyondPlan === 'none' ? null : await beyondPlanOf(state),
    inbound,
  };
}

/** Values users as the planner does, which few servers need: it is loaded where it is asked for. */
async function beyondPlanOf(state: State): Promise<NonNullable<Service['beyondPlan']>> {
  const { columnsBeyond, decideBeyond } = await import('../pipeline/serve/beyond-plan.js');
  return { columns: columnsBeyond, decide: (plan, user) => decideBeyond(state, plan, user) };
}

async function inboundOf(
  { inbound, environment }: ResolvedServerOptions,
  state: State | null,
): Promise<InboundService | null> {
  if (inbound === null) return null;
  if (state === null)
    throw new WinbackError('BAD_INPUT', 'inbound needs a state to keep receipts and opt-outs in: give state');
  const { openInbound } = await import('../pipeline/serve/inbound.js');
  return openInbound(state, inbound, { environment });
}

/** Where callers are known. */
export function callerSources({ keys, jwt, workers }: ResolvedServerOptions): readonly CallerSource[] {
  return [
    ...(keys === null ? [] : [new KeyFile(keys, Date.now, 1 / workers)]),
    ...(jwt === null ? [] : [new Tokens(jwt, Date.now)]),
  ];
}

/** The registry of the models; null for a folder. @throws WinbackError NOT_FOUND */
export async function registryOf({ registry, environment }: ResolvedServerOptions): Promise<Registry | null> {
  return registry === null ? null : openRegistry(registry, { environment });
}

/** The feature file, not read yet; null without one. */
export function tableOf(options: ResolvedServerOptions): UserFeatures | null {
  const { features, unknownUser, maxAgeHours, staleFails } = options;
  if (features === null) return null;
  return { slot: new FeatureSlot(features), unknownUser, maxAgeMs: maxAgeHours * 3_600_000, staleFails };
}

/** A model of other features than the file's would read wrong values. */
function requireFeatures(table: UserFeatures | null, model: ServedModel): void {
  if (table === null || !table.slot.isServing || table.slot.fits(model)) return;
  throw new WinbackError(
    'CONFLICT',
    `the model ${model.version} has other features than the feature file: it serves once a file of its features is there`,
  );
}

/** The models, loaded and warmed up. @throws WinbackError of the first that cannot be served; none stays open */
export async function modelsOf(
  options: ResolvedServerOptions,
  registry: Registry | null,
  table: UserFeatures | null,
): Promise<Models> {
  const sourceOf = (name: string): ModelSource =>
    registry === null ? folderSource(options.model!, name) : registrySource(registry, name);
  const slots: ModelSlot[] = [];
  const slot = async (name: string): Promise<ModelSlot> => {
    const made = new ModelSlot(sourceOf(name), Date.now, (model) => requireFeatures(table, model));
    slots.push(made);
    await made.refresh();
    return made;
  };
  const { canary, shadow, name } = options;
  try {
    return new Models({
      production: await slot(name),
      canary: canary === null ? null : { slot: await slot(canary.name), share: canary.share },
      shadow: shadow === null ? null : await slot(shadow),
    });
  } catch (error) {
    for (const one of slots) one.close();
    throw error;
  }
}
