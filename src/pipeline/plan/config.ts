import type { Check } from '../../base/options.js';
import type { PlanOptions } from '../../campaign/options.js';
import { checkPlanOptions } from '../../campaign/plan-columns.js';
import { isShared, type Section, sectionOf } from '../config-sections.js';
import { listFormats, type PlanFormats } from '../list-formats.js';
import { type WriteBack, writeBackSection } from '../write-back-config.js';

export type { PlanFormats } from '../list-formats.js';

/** A plan's configuration, checked. */
export interface PlanConfig {
  /** The plan: budget, actions, rules. */
  readonly options: PlanOptions;
  /** How the list is written. */
  readonly output: PlanFormats;
  /** A database into which the list is written besides, of a file for several commands; null without. */
  readonly writeBack: WriteBack | null;
}

/**
 * A plan's configuration: its options with `output` beside them, or a file for several commands, of which it takes the
 * sections `plan`, `output` and `table.id`.
 * @param instead options that stand in place of the file's, where they are given
 * @throws WinbackError BAD_INPUT, BAD_CONFIG naming the option
 *
 * @example
 * ```ts
 * import { planConfig, runPlan } from 'winback/campaign';
 *
 * const file = { plan: { budget: 1000, holdout: { share: 0.1 } }, output: { bom: true } };
 * const { options, output } = planConfig({ budget: 500 })(file, 'plan.yaml');
 * options.budget; // 500
 * const { plan } = await runPlan('out/scores.csv', options, { output: { folder: 'plan', ...output } });
 * plan.result.budget; // 500
 * ```
 */
export function planConfig(
  instead: { readonly [K in keyof PlanOptions]?: PlanOptions[K] | undefined } = {},
): Check<PlanConfig> {
  return (value, name) => {
    const file = sectionOf(value, name);
    const shared = isShared(file, name);
    const { output: inner, ...rest } = shared ? sectionOf(file['plan'], `${name}.plan`) : file;
    const given = Object.entries(instead).filter(([, option]) => option !== undefined);
    const own = { ...rest, ...(shared ? columnsOf(file, rest) : {}), ...Object.fromEntries(given) };
    // checkPlanOptions looks at every key.
    const options = own as unknown as PlanOptions;
    checkPlanOptions(options);
    const writeBack = shared ? writeBackSection(file, name) : null;
    const formats = listFormats((shared ? file['output'] : undefined) ?? inner, 'output');
    return { options, output: formats, writeBack };
  };
}

/** The user's column is that of the table of the same file, unless the plan names one. */
function columnsOf(file: Section, plan: Section): Section {
  const { id } = sectionOf(file['table'], 'table');
  const columns = sectionOf(plan['columns'], 'plan.columns');
  return typeof id !== 'string' || 'user' in columns ? {} : { columns: { user: id, ...columns } };
}
