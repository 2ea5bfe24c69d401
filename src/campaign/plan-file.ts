import { createReadStream } from 'node:fs';
import { mkdir, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import { WinbackError } from '../base/errors.js';
import { requireInputFile } from '../base/input-file.js';
import { nodeCrypto, sha256 } from '../base/node-crypto.js';
import { object, requireKeys, text, timeText } from '../base/options.js';
import type { ArrowTable } from '../data/arrow-shape.js';
import { writeThenRename } from '../data/tables/paths.js';
import { type WriteTableOptions, writeTable } from '../data/tables/write.js';
import {
  checkedFacts,
  type DecisionFacts,
  type DecisionRecord,
  decisionList,
  decisionRecord,
} from './decisions.js';
import { contactList, type ListOptions, type ListSource, listDecimals, restList } from './list.js';
import type { ResolvedPlanOptions } from './options.js';
import type { CampaignPlan } from './plan.js';
import type { PlanResult } from './records.js';

/** Which files of a plan are written, and how users are named in them. */
export interface WritePlanOptions extends ListOptions {
  /** Formats of the list of users to contact besides CSV. @default none */
  readonly formats?: readonly ('parquet' | 'arrow')[] | undefined;
  /** Start CSV files with a byte order mark, by which spreadsheets know UTF-8. @default where their text is not ASCII */
  readonly bom?: boolean | undefined;
  /** File the scores came from; its digest goes into plan.json. @default none */
  readonly source?: string | null | undefined;
  /** Of which model's scores the plan is, and until when it holds; `winback serve` asks for both. @default none */
  readonly validFor?: PlanValidity | undefined;
  /** What a later evaluation must know of the decisions. @default the policy is named by the digest of the options */
  readonly decisions?: DecisionFacts | undefined;
  /** Stops the writing, which then rejects with `ABORTED`; no file appears. */
  readonly signal?: AbortSignal | undefined;
}

/** Which model a plan is of, and until when it holds. */
export interface PlanValidity {
  /** Digest of the model that gave the scores. */
  readonly model: string;
  /** The moment at which it no longer holds, ISO 8601. */
  readonly until: string;
}

/** One file of a plan, as plan.json names it. */
export interface PlanFileEntry {
  /** Name of the file in the folder. */
  readonly name: string;
  /** Size of the file, bytes. */
  readonly bytes: number;
  /** SHA-256 of the file, in lower-case hexadecimal. */
  readonly sha256: string;
}

/** plan.json: the result with what it was made from and what was written. */
export interface PlanFile extends PlanResult {
  /** Version of the layout. */
  readonly format: typeof planFormat;
  /** The options with every default filled in. */
  readonly options: ResolvedPlanOptions;
  /** Revenue in yuan taken where a user has none. */
  readonly fallbackRevenue: number;
  /** The scores; null when they did not come from a file. */
  readonly source: PlanFileEntry | null;
  /** Whether the list has digests of the users' ids. */
  readonly hashedIds: boolean;
  /** Of which model it is and until when it holds; absent where the plan was made without. */
  readonly validFor?: PlanValidity | undefined;
  /** Who decided, up to when the scores know the users, and how long outcomes count. */
  readonly decisions: DecisionRecord;
  /** The files of the plan with their digests. */
  readonly files: readonly PlanFileEntry[];
  /** SHA-256 of this file's JSON without this field. */
  readonly digest: string;
}

/** What a plan file says it is. */
export const planFormat = 'winback plan 1' as const;

export const planFileName = 'plan.json';
export const contactFileName = 'churn_users.csv';
export const restFileName = 'not_contacted.csv';
export const decisionFileName = 'decisions.csv';

/**
 * Writes churn_users.csv (the users to contact; the columns of the reference script first), not_contacted.csv
 * (everybody else with the reason), decisions.csv (everybody with the probability of each action) and plan.json into `folder`. The CSV lists are for people: money with two decimals,
 * probabilities with six; Parquet and Arrow have every digit. Every file appears complete or not at all, plan.json last.
 * @param table the table that the plan was made from
 * @param plan what planCampaign gave for it
 * @param folder made where it is missing; files of an older plan are replaced
 * @param options formats, salt, source of the scores and stop signal
 * @throws WinbackError IO, ABORTED
 *
 * @example
 * ```ts
 * import { planCampaign, writePlan } from 'winback/campaign';
 * import { readTable } from 'winback/data';
 *
 * const table = await readTable('out/scores.csv', { text: ['user_id'] });
 * const plan = await planCampaign(table, { budget: 1000 });
 * const { files } = await writePlan(table, plan, 'plan', { source: 'out/scores.csv' });
 * files.map(({ name }) => name); // [churn_users.csv, not_contacted.csv, decisions.csv]
 * ```
 */
export async function writePlan(
  table: ArrowTable,
  plan: CampaignPlan,
  folder: string,
  options: WritePlanOptions = {},
): Promise<PlanFile> {
  requireKeys(options, 'options', {
    salt: true,
    carry: true,
    formats: true,
    bom: true,
    source: true,
    signal: true,
    validFor: true,
    decisions: true,
  });
  const facts = checkedFacts(options.decisions);
  const validFor = checkedValidity(options.validFor);
  await mkdir(folder, { recursive: true }).catch((cause: unknown) => {
    throw new WinbackError('IO', `cannot make ${folder}: ${(cause as Error).message}`, { cause });
  });
  const { bom = 'auto', signal } = options;
  const cells: WriteTableOptions = { escapeFormulas: true, decimals: listDecimals, bom, signal };
  const source: ListSource = { table, plan, options };
  const lists = [
    { name: contactFileName, rows: contactList },
    ...(options.formats ?? []).map((format) => ({ name: `churn_users.${format}`, rows: contactList })),
    { name: restFileName, rows: restList },
    { name: decisionFileName, rows: decisionList },
  ];
  const files: PlanFileEntry[] = [];
  for (const { name, rows } of lists) {
    await writeTable(path.join(folder, name), rows(source), cells);
    files.push(await entryOf(path.join(folder, name)));
  }
  const content = {
    ...plan.result,
    format: planFormat,
    options: plan.options,
    fallbackRevenue: plan.fallbackRevenue,
    source: options.source ? await entryOf(options.source) : null,
    hashedIds: (options.salt ?? null) !== null,
    ...(validFor === undefined ? {} : { validFor }),
    decisions: decisionRecord(facts, plan.options),
    files,
  };
  const file: PlanFile = { ...content, digest: digestOf(content) };
  await writeThenRename(path.join(folder, planFileName), (temporary) =>
    writeFile(temporary, `${JSON.stringify(file, null, 1)}\n`),
  );
  return file;
}

const validity = object<PlanValidity>({ model: text, until: timeText });

/** @throws WinbackError BAD_INPUT */
export const checkedValidity = (given: PlanValidity | undefined): PlanValidity | undefined =>
  given === undefined ? undefined : validity(given, 'validFor');

/** Digest of a plan file's content without its own digest. */
export function digestOf(content: object): string {
  const { digest: _, ...rest } = content as { digest?: string };
  return sha256(JSON.stringify(rest));
}

/** Name, size and SHA-256 of a file. @throws WinbackError NOT_FOUND */
export async function entryOf(file: string): Promise<PlanFileEntry> {
  const hash = nodeCrypto().createHash('sha256');
  try {
    await requireInputFile(file);
    await pipeline(createReadStream(file), hash);
    return { name: path.basename(file), bytes: (await stat(file)).size, sha256: hash.digest('hex') };
  } catch (cause) {
    throw new WinbackError('NOT_FOUND', `cannot read ${file}: ${(cause as Error).message}`, { cause });
  }
}
