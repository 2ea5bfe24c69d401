import { between, type Check, listOf, object, oneOf, recordOf, text } from '../../base/options.js';
import { resolvePlanOptions } from '../../campaign/option-checks.js';
import type { PlanOptions } from '../../campaign/options.js';

/** What a file of rates says it is. */
export const ratesFormat = 'winback rates 1';

/** Rates that a closed campaign taught, as the next plan takes them. */
export interface RatesFile {
  /** Always `winback rates 1`. */
  readonly format: typeof ratesFormat;
  /** Digests of the plans that were closed. */
  readonly plans: readonly string[];
  /** By action. */
  readonly actions: Readonly<Record<string, ActionRates>>;
}

/** Of one action, by tier. */
export interface ActionRates {
  /** Share of would-be leavers that comes back, in [0, 1]. */
  readonly response: Readonly<Record<string, number>>;
  /** Standard deviation of what is known of it, >= 0. */
  readonly responseSd: Readonly<Record<string, number>>;
}

const shares = recordOf(between(0, 1));

/** A file of rates, as `winback close --rates-out` writes it. @throws WinbackError BAD_INPUT naming the key */
export const ratesOfFile: Check<RatesFile> = object<RatesFile>({
  format: oneOf(ratesFormat),
  plans: listOf(text),
  actions: recordOf(object<ActionRates>({ response: shares, responseSd: shares })),
});

/**
 * A plan's options with the responses of the file in place of its own.
 * @throws WinbackError BAD_INPUT for an action or a tier that the plan does not have
 */
export function withRates(options: PlanOptions, { actions: rates }: RatesFile): PlanOptions {
  const { actions, tiers } = resolvePlanOptions(options);
  const own = options.actions ?? actions;
  for (const [name, { response, responseSd }] of Object.entries(rates)) {
    oneOf(...Object.keys(actions))(name, 'rates.actions');
    for (const tier of [...Object.keys(response), ...Object.keys(responseSd)])
      oneOf(...tiers.map((one) => one.name))(tier, `rates.actions.${name}`);
  }
  return {
    ...options,
    actions: Object.fromEntries(
      Object.entries(own).map(([name, action]) => [name, { ...action, ...rates[name] }]),
    ),
  };
}
