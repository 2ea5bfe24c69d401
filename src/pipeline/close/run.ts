import { ensure } from '../../base/errors.js';
import { listOf, oneOf, optional, requireKeys, text } from '../../base/options.js';
import { type OnProgress, progressOf } from '../../base/progress.js';
import { requirePart } from '../../base/shape.js';
import { closeCampaigns } from '../../campaign/closing/close.js';
import type { AssumedRates } from '../../campaign/closing/rates.js';
import type { CloseCheck, CloseResult } from '../../campaign/closing/records.js';
import { withOutputFolder } from '../../data/sources/object-files.js';
import { writeFiles, writeWhole } from '../../registry/output-folder.js';
import type { State } from '../../state/state.js';
import type { Environment } from '../../stores/secrets.js';
import type { ReportOutput } from '../report-output.js';
import { checksOf } from './checks.js';
import { type AbsentUsers, closeRows, type JoinFacts, joined } from './join.js';
import { outboxContacts } from './outbox.js';
import { type OutcomeColumns, outcomeColumns, readOutcomes } from './outcomes.js';
import { assumedRates, type PlannedCampaign, readPlannedCampaign } from './planned.js';
import { ratesFile, writeRates } from './rates-file.js';
import { closingReport } from './report.js';

/** What is closed, and how. */
export interface CloseRunOptions {
  /** Folders of the plans, one or several. */
  readonly plans: readonly string[];
  /** Files of outcomes, one a plan, in the same order; or one file for all plans. */
  readonly outcomes: readonly string[];
  /** Names of the columns of the outcomes. @default the usual names */
  readonly columns?: { readonly [K in keyof OutcomeColumns]?: OutcomeColumns[K] | undefined } | undefined;
  /** First day of the window, YYYY-MM-DD, where the outcomes say when a user was last active. */
  readonly from?: string | undefined;
  /** Users without an outcome: `out` leaves them out and fails the check, `left` counts them as having left. @default 'out' */
  readonly absent?: AbsentUsers | undefined;
  /** Salt of the lists' ids, where the plan hashed them. @default none */
  readonly salt?: string | undefined;
  /** Where report, picture and summary.json are written. @default nothing is written */
  readonly output?: ReportOutput | undefined;
  /** File for the rates of the next plan. @default nothing is written */
  readonly ratesOut?: string | undefined;
  /** Open state whose outbox says which messages went out, and the configuration they belong to. @default the outcomes say it */
  readonly outbox?:
    | {
        /** Open state. */
        readonly state: State;
        /** Name of the configuration. */
        readonly project: string;
      }
    | undefined;
  /** Seed of the folds. @default 1 */
  readonly seed?: number | undefined;
  /** Stops the work, which then rejects with `ABORTED`. */
  readonly signal?: AbortSignal | undefined;
  /** The stages are `reading`, `closing` and `reporting`. */
  readonly onProgress?: OnProgress | undefined;
  /** Environment variables with the keys of an object store, such as `process.env`. @default none: objects are refused */
  readonly environment?: Environment | undefined;
}

/** What `winback close` prints with `--json`. */
export interface Closing extends CloseResult {
  /** What must hold before a number is believed; one that failed is an exit code of 1. */
  readonly checks: readonly CloseCheck[];
  /** Whether every check passed. */
  readonly ok: boolean;
  /** Names of the plans' folders, with their digests. */
  readonly plans: readonly {
    /** Name of the plan's folder. */
    readonly name: string;
    /** SHA-256 of plan.json. */
    readonly digest: string;
    /** Users with a fixed action, whom no holdout could keep from it: nothing is said of them. */
    readonly fixed: number;
  }[];
  /** Where the costs come from: the outcomes, or what the plan expected. */
  readonly costs: 'booked' | 'planned';
}

/**
 * The whole of `winback close`: reads plans and outcomes, checks them, and says what the campaigns brought.
 * @param options plans, outcomes, and how they are read
 * @throws WinbackError NOT_FOUND, BAD_INPUT naming file, column or user, ABORTED
 *
 * @example
 * ```ts
 * import { writeFile } from 'node:fs/promises';
 * import { runClose, runPlan } from 'winback/campaign';
 *
 * const options = { budget: 500, holdout: { share: 0.3 } };
 * const { plan, scores } = await runPlan('out/scores.csv', options, { output: { folder: 'out/closed' } });
 * const ids = Array.from({ length: scores.numRows }, (_, row) => scores.getChild('user_id')?.get(row));
 * await writeFile('outcomes.csv', ['user_id,stayed', ...ids.map((id, i) => `${id},${i % 2}`)].join('\n'));
 * const closing = await runClose({ plans: ['out/closed'], outcomes: ['outcomes.csv'] });
 * closing.contacted === plan.result.targeted; // true
 * ```
 */
export async function runClose(options: CloseRunOptions): Promise<Closing> {
  const closing = await closed(options);
  const { output, ratesOut, signal, environment } = options;
  if (output !== undefined) {
    options.onProgress?.({ stage: 'reporting', done: 0, total: 1 });
    const report = await closingReport(closing, output, signal);
    await withOutputFolder(output.folder, { environment, signal }, 'summary.json', (to) =>
      writeWhole(to, signal, (folder) => writeFiles(folder, report)),
    );
  }
  if (ratesOut !== undefined) {
    const digests = closing.plans.map(({ digest }) => digest);
    await writeRates(ratesOut, ratesFile(closing.rates, digests));
  }
  return closing;
}

async function closed(options: CloseRunOptions): Promise<Closing> {
  const { parts, asked } = await readParts(options);
  const joins = await Promise.all(
    parts.map(async (closable) => {
      const { rows: own, facts } = joined(closable, asked);
      return {
        closable,
        rows: own,
        facts: await toldByOutbox(facts, closable.campaign, options, asked.salt),
      };
    }),
  );
  const rows = closeRows(joins);
  const checks = checksOf(
    joins.map(({ closable: { campaign }, facts }) => ({ campaign, facts })),
    rows,
  );
  options.onProgress?.({ stage: 'closing', done: 0, total: 1 });
  const assumed = commonRates(parts.map(({ campaign }) => campaign));
  const result = closeCampaigns(rows, { assumed, seed: options.seed });
  const plans = parts.map(({ campaign: { name, plan, fixed } }) => ({ name, digest: plan.digest, fixed }));
  const costs = parts.every(({ outcomes }) => outcomes.cost !== null) ? 'booked' : 'planned';
  return { ...result, checks, ok: checks.every(({ status }) => status !== 'failed'), plans, costs };
}

/** The outbox knows better than the outcomes where it has messages of the plan. */
async function toldByOutbox(
  facts: JoinFacts,
  campaign: PlannedCampaign,
  { outbox }: CloseRunOptions,
  salt: string | null,
): Promise<JoinFacts> {
  const found =
    outbox === undefined ? null : await outboxContacts(outbox.state, outbox.project, campaign, salt);
  if (found === null) return facts;
  const { delivered, refused, unknown } = found;
  return { ...facts, delivered, outbox: { refused, unknown } };
}

async function readParts(options: CloseRunOptions) {
  requirePart(options, 'options', 'object');
  requireKeys(options, 'options', {
    ...{ plans: true, outcomes: true, columns: true, from: true, absent: true, salt: true },
    ...{
      output: true,
      ratesOut: true,
      outbox: true,
      seed: true,
      signal: true,
      onProgress: true,
      environment: true,
    },
  });
  const plans = listOf(text)(options.plans, 'options.plans');
  const files = listOf(text)(options.outcomes, 'options.outcomes');
  ensure(plans.length > 0, 'options.plans must name at least one folder of a plan');
  ensure(
    files.length === plans.length || files.length === 1,
    `${plans.length} plans need as many files of outcomes, or one for all, got ${files.length}`,
  );
  const absent = optional(oneOf('out', 'left'), 'out' as const)(options.absent, 'options.absent');
  const columns = outcomeColumns(options.columns, 'options.columns');
  const given = Object.entries(options.columns ?? {}).filter(([key]) => key !== 'covariates');
  const { signal, from, environment } = options;
  const reading = { columns, asked: given.map(([, name]) => String(name)), from, signal, environment };
  const onProgress = progressOf('runClose', options);
  onProgress?.({ stage: 'reading', done: 0, total: plans.length });
  const parts: { campaign: PlannedCampaign; outcomes: Awaited<ReturnType<typeof readOutcomes>> }[] = [];
  for (const [i, folder] of plans.entries()) {
    const shared = files.length === 1 ? parts[0]?.outcomes : undefined;
    const campaign = await readPlannedCampaign(folder, signal);
    ensure(
      !campaign.plan.hashedIds || options.salt !== undefined,
      `${folder}: the ids of the lists are hashed; give the salt of the plan`,
    );
    parts.push({ campaign, outcomes: shared ?? (await readOutcomes(files[i]!, reading)) });
    onProgress?.({ stage: 'reading', done: i + 1, total: plans.length });
  }
  return { parts, asked: { salt: hashedSalt(parts, options.salt), absent } };
}

const hashedSalt = (
  parts: readonly { readonly campaign: PlannedCampaign }[],
  salt: string | undefined,
): string | null => (parts.some(({ campaign }) => campaign.plan.hashedIds) ? (salt ?? null) : null);

/** What the plans assumed, where they assumed the same of an action; the newest plan's otherwise. */
function commonRates(campaigns: readonly PlannedCampaign[]): AssumedRates {
  return Object.assign({}, ...campaigns.map(({ plan }) => assumedRates(plan.options)));
}
