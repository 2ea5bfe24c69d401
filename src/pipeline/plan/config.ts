import { WinbackError } from '../../base/errors.js';
import { type Check, flag, listOf, object, oneOf, optional, text } from '../../base/options.js';
import type { PlanOptions } from '../../campaign/options.js';
import { checkPlanOptions } from '../../campaign/plan-columns.js';

/** How the lists are written: the `output` section of a plan's configuration. */
export interface PlanFormats {
  /** Formats of the contact list beside CSV. @default none */
  readonly formats: readonly ('parquet' | 'arrow')[];
  /** Whether the CSV files begin with a byte order mark, for spreadsheets. @default false */
  readonly bom: boolean;
  /** Salt to hash the ids with; null = ids as they are. @default null */
  readonly salt: string | null;
}

/** A plan's configuration, checked. */
export interface PlanConfig {
  /** The plan: budget, actions, rules. */
  readonly options: PlanOptions;
  /** How the list is written. */
  readonly output: PlanFormats;
}

const formatChecks = object<PlanFormats>({
  formats: optional(listOf(oneOf('parquet', 'arrow')), []),
  bom: optional(flag, false),
  salt: optional(text, null),
});

type Section = Readonly<Record<string, unknown>>;

/**
 * A plan's configuration: its options, or a file with them under `plan:`; `output:` beside them sets the files.
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
    const sections = sectionOf(value, name);
    const nested = 'plan' in sections ? sectionOf(sections['plan'], `${name}.plan`) : sections;
    const { output: inner, ...rest } = nested;
    const output = 'plan' in sections ? (sections['output'] ?? inner) : inner;
    const given = Object.entries(instead).filter(([, option]) => option !== undefined);
    // checkPlanOptions looks at every key.
    const options = {
      ...rest,
      ...columnsOf(sections, rest),
      ...Object.fromEntries(given),
    } as unknown as PlanOptions;
    checkPlanOptions(options);
    return { options, output: formatChecks(output ?? {}, 'output') };
  };
}

/** The user's column is that of the table of the same file, unless the plan names one. */
function columnsOf(sections: Section, plan: Section): Section {
  const { id } = sectionOf(sections['table'], 'table');
  const columns = sectionOf(plan['columns'], 'plan.columns');
  return typeof id !== 'string' || 'user' in columns ? {} : { columns: { user: id, ...columns } };
}

function sectionOf(value: unknown, name: string): Section {
  if (value === null || value === undefined) return {};
  if (typeof value === 'object' && !Array.isArray(value)) return value as Section;
  throw new WinbackError('BAD_CONFIG', `${name} must be a mapping`);
}
