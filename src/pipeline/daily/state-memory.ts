import { existsSync } from 'node:fs';

import { addDays } from '../../base/days.js';
import { readTable } from '../../data/tables/read.js';
import { contactsBetween } from '../../state/contacts.js';
import type { StateRecords } from '../../state/records.js';
import type { RecordsToPut, State } from '../../state/state.js';
import { stepFile } from './day.js';
import type { Contact, DailyMemory, DayModels } from './memory.js';
import type { StepName, StepRecord } from './run-steps.js';
import { plannedFile } from './score-files.js';

/** One run a day: a second one replaces its records. */
export const dailyRun = 'daily';
/** Under this name stands which models a day is run with. */
const modelsStep = 'models';
/** Reason of a finished step that had nothing to do. */
const nothing = 'nothing';

/** Where a state memory stands. */
export interface StateMemoryOptions {
  readonly state: State;
  /** Name of the configuration. */
  readonly project: string;
  /** Folder of all days, for what is too large for the state. */
  readonly out: string;
  /** This moment, microseconds since 1970. */
  readonly now: () => number;
}

/** The memory of a daily run in a state, and in the files of its days. */
export class StateMemory implements DailyMemory {
  readonly #options: StateMemoryOptions;

  constructor(options: StateMemoryOptions) {
    this.#options = options;
  }

  async last(date: string, name: StepName): Promise<StepRecord | null> {
    const found = await this.#step(date, name);
    if (found === null || found.endedAt === null) return null;
    const state = found.reason === nothing ? 'nothing' : found.state === 'held' ? 'held' : 'done';
    return { date, name, state, inputs: found.inputs['all']!, outputs: found.outputs['folder']! };
  }

  async finished(step: StepRecord, records: RecordsToPut): Promise<void> {
    const { date, name, state, inputs, outputs } = step;
    const reason = state === 'nothing' ? nothing : null;
    const kept = { inputs: { all: inputs }, outputs: { folder: outputs } };
    const record = this.#record(date, name, { state: state === 'held' ? 'held' : 'done', reason, ...kept });
    await this.#options.state.put({ ...records, step: [record] });
  }

  async models(date: string): Promise<DayModels | null> {
    const found = await this.#step(date, modelsStep);
    const model = found?.outputs['model'];
    return model === undefined ? null : { model, shadow: found!.outputs['shadow'] ?? null };
  }

  async keepModels(date: string, { model, shadow }: DayModels): Promise<void> {
    const outputs = shadow === null ? { model } : { model, shadow };
    const record = this.#record(date, modelsStep, { state: 'done', reason: null, inputs: {}, outputs });
    await this.#options.state.put({ step: [record] });
  }

  async lastTraining(date: string): Promise<string | null> {
    const { state, project } = this.#options;
    const [found] = await state.list('decision', {
      where: { project, kind: 'train' },
      to: addDays(date, -1),
      newest: true,
      limit: 1,
    });
    return found?.date ?? null;
  }

  async contacts(from: string, to: string): Promise<readonly Contact[]> {
    const { state, project } = this.#options;
    const made = await contactsBetween(state, project, from, to);
    const planned = new Map<string, PlannedOfDay>();
    for (const day of await this.#deliveredDays(from, to)) planned.set(day, await this.#planned(day));
    const contacted = made.map(({ user, day: date, action, costMinor }) => ({
      ...{ user, date, action, held: false, costFen: costMinor },
      probability: planned.get(date)?.probability.get(user) ?? 1,
    }));
    const held = [...planned.values()].flatMap((day) => day.held);
    return [...contacted, ...held].sort((a, b) => compare(a.date, b.date) || compare(a.user, b.user));
  }

  /** Days whose plan was handed over: only they have a holdout that stands for contacts. */
  async #deliveredDays(from: string, to: string): Promise<readonly string[]> {
    const { state, project } = this.#options;
    const steps = await state.list('step', { where: { project, name: 'deliver', state: 'done' }, from, to });
    return steps.filter(({ reason }) => reason !== nothing).map(({ date }) => date);
  }

  async #planned(date: string): Promise<PlannedOfDay> {
    const file = stepFile(this.#options.out, date, 'plan', plannedFile);
    if (!existsSync(file)) return { probability: new Map(), held: [] };
    const table = await readTable(file, { text: ['user_id'], utf8: ['user_id'] });
    const [user, action, held, chance] = ['user_id', 'action', 'held', 'treatment_probability'].map(
      (name) => table.getChild(name)!,
    );
    const probability = new Map<string, number>();
    const kept: Contact[] = [];
    for (let row = 0; row < table.numRows; row++) {
      const [id, p] = [String(user!.get(row)), Number(chance!.get(row))];
      probability.set(id, p);
      if (Number(held!.get(row)) === 1)
        kept.push({
          user: id,
          date,
          action: String(action!.get(row)),
          held: true,
          costFen: 0,
          probability: p,
        });
    }
    return { probability, held: kept };
  }

  async #step(date: string, name: string) {
    const { state, project } = this.#options;
    const [found] = await state.list('step', { where: { project, date, run: dailyRun, name } });
    return found ?? null;
  }

  #record(date: string, name: string, step: StepEnd): StateRecords['step'] {
    const { project, now } = this.#options;
    const at = now();
    return { project, date, run: dailyRun, name, startedAt: at, endedAt: at, rows: null, ...step };
  }
}

type StepEnd = Pick<StateRecords['step'], 'state' | 'reason' | 'inputs' | 'outputs'>;

interface PlannedOfDay {
  readonly probability: ReadonlyMap<string, number>;
  readonly held: readonly Contact[];
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
