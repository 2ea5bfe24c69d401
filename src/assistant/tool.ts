import { z } from 'zod';

import { dayNumber } from '../base/days.js';
import type { MetricDictionary } from '../entries/experiment.js';
import type { StoredModel } from '../entries/registry.js';
import type { State } from '../entries/state.js';
import type { ToolName } from '../pipeline/assistant-texts.js';
import type { RecordSource } from '../pipeline/state/recompute.js';
import type { Language } from '../pipeline/terminal-texts.js';
import type { UserIds } from './user-ids.js';

/** Where plans may be drafted. */
export interface DraftPlace {
  /** File of scored users. */
  readonly scores: string;
  /** Options of the plan; null: every option but the budget has its default. */
  readonly config: string | null;
  /** Folder of the drafts. */
  readonly folder: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
}

/** What users and plans are explained from, beside the state. */
export interface Explaining {
  /** null: no scores are explained. */
  readonly model: StoredModel | null;
  /** How the model is named on the command line. */
  readonly modelFlag: string;
  /** File with the features of the model; null: none. */
  readonly features: string | null;
  /** Folder of a written plan; null: none. */
  readonly plan: string | null;
  readonly environment: Readonly<Record<string, string | undefined>>;
}

/** What a tool may use. */
export interface Context {
  readonly state: State;
  readonly ids: UserIds;
  /** null: none was named. */
  readonly metrics: MetricDictionary | null;
  /** null: no drafts. */
  readonly drafts: DraftPlace | null;
  readonly explaining: Explaining;
  readonly language: Language;
  /** Ends when the conversation ends. */
  readonly signal: AbortSignal;
}

/** What a tool found. */
export interface Finding {
  /** The answer. Its keys are those of the program. */
  readonly answer: Readonly<Record<string, unknown>>;
  /** Rows that it comes from. */
  readonly records: readonly RecordSource[];
  /** Command that computes it again. */
  readonly command?: string | undefined;
}

/** One tool. */
export interface Tool {
  readonly name: ToolName;
  readonly shape: z.ZodRawShape;
  /** @throws WinbackError for what cannot be answered */
  readonly run: (context: Context, given: unknown) => Promise<Finding>;
}

/** Declares a tool. The server checks `given` against the shape first. */
export const tool = <S extends z.ZodRawShape>(
  name: ToolName,
  shape: S,
  run: (context: Context, given: z.infer<z.ZodObject<S>>) => Promise<Finding>,
): Tool => ({ name, shape, run: (context, given) => run(context, given as z.infer<z.ZodObject<S>>) });

/** Most letters of a name in a question. */
const mostLetters = 200;

function isDay(text: string): boolean {
  try {
    dayNumber(text);
    return true;
  } catch {
    return false;
  }
}

export const name = z.string().min(1).max(mostLetters);
export const day = z.string().max(10).refine(isDay, { message: 'must be a day such as 2025-07-30' });
export const project = name.optional();
export const limit = z.number().int().min(1).max(200).default(50);
export const amount = z.number().min(0).max(1e12);
