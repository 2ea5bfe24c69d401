import path from 'node:path';

import type { OnProgress } from '../../base/progress.js';
import type { Language } from '../../report/format.js';
import type { State } from '../../state/state.js';
import type { Environment } from '../../stores/secrets.js';
import type { DailyConfig } from './config.js';
import type { DayLog } from './day-log.js';
import type { StepName } from './run-steps.js';
import type { seenSources } from './sources.js';

/** A model of the registry, as a folder on this machine. */
export interface DayModel {
  /** SHA-256 of the model's manifest. */
  readonly digest: string;
  /** Its folder. */
  readonly folder: string;
}

/** One day to run: what every step knows. */
export interface Day {
  /** YYYY-MM-DD, in the zone of the configuration. */
  readonly date: string;
  readonly config: DailyConfig;
  /** Folder that data paths start from. */
  readonly root: string;
  /** Folder of all days. */
  readonly out: string;
  readonly log: DayLog;
  /** The model in production when the day was first run. */
  readonly model: DayModel;
  /** The model before it, whose scores are kept for comparison; null where there is none. */
  readonly shadow: DayModel | null;
  /** The files of the sources as they lie there; null for a server. */
  readonly sources: Awaited<ReturnType<typeof seenSources>>;
  readonly state: State;
  /** Whether the day is the newest of the run: only then is its plan handed over. */
  readonly isNewest: boolean;
  /** This moment, microseconds since 1970. */
  readonly now: () => number;
  readonly language: Language;
  readonly environment: Environment | undefined;
  readonly threads?: number | undefined;
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: OnProgress | undefined;
}

/** The last second of a day, for what bears its time: the same day run twice writes the same bytes. */
export const endOfDay = (date: string): string => `${date}T23:59:59.000Z`;

/** A file that a step of a day wrote. */
export const stepFile = (out: string, date: string, step: StepName, file: string): string =>
  path.join(out, date, step, file);

/** Folder that contacts are handed over to. A path of the configuration starts where its data paths start. */
export const handoverFolder = ({ config, root, out }: Day): string =>
  config.daily.handover === null ? path.join(out, 'handover') : path.resolve(root, config.daily.handover);
