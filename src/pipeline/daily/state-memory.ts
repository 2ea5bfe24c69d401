import { addDays } from '../../base/days.js';
import { contactsBetween } from '../../state/contacts.js';
import type { StateRecords } from '../../state/records.js';
import type { RecordsToPut, State } from '../../state/state.js';
import { campaignOf, lastDay, planDayOf } from './campaign-names.js';
import type { Contact, DailyMemory, DayModels } from './memory.js';
import type { StepName, StepRecord, StepWork } from './run-steps.js';

/** One run a day: a second one replaces its records. */
export const dailyRun = 'daily';
/** Name of the record that says which models a day is run with. */
const modelsStep = 'models';
/** Reason of a finished step that had nothing to do. */
const nothing = 'nothing';

/** Where a state memory stands. */
export interface StateMemoryOptions {
  readonly state: State;
  /** Name of the configuration. */
  readonly project: string;
  /** This moment, microseconds since 1970. */
  readonly now: () => number;
}

/** The memory of a daily run in a state. */
export class StateMemory implements DailyMemory {
  readonly #options: StateMemoryOptions;

  constructor(options: StateMemoryOptions) {
    this.#options = options;
  }

  async last(date: string, name: StepName): Promise<StepRecord | null> {
    const found = await this.#step(date, name);
    if (found === null || found.endedAt === null || found.state === 'failed') return null;
    const state = found.reason === nothing ? 'nothing' : found.state === 'held' ? 'held' : 'done';
    return { date, name, state, inputs: found.inputs['all']!, outputs: found.outputs['folder']! };
  }

  async finished(step: StepRecord, work: StepWork, records: RecordsToPut): Promise<void> {
    const { date, name, state, inputs, outputs } = step;
    const reason = state === 'nothing' ? nothing : null;
    const kept = { inputs: { all: inputs }, outputs: { folder: outputs } };
    const end = { state: state === 'held' ? 'held' : 'done', reason, ...kept, ...work } as const;
    await this.#options.state.put({ ...records, step: [this.#record(date, name, end)] });
  }

  async failed(date: string, name: StepName, reason: string, work: StepWork): Promise<void> {
    if ((await this.last(date, name)) !== null) return;
    const end = { state: 'failed', reason, inputs: {}, outputs: {}, ...work } as const;
    await this.#options.state.put({ step: [this.#record(date, name, end)] });
  }

  async models(date: string): Promise<DayModels | null> {
    const found = await this.#step(date, modelsStep);
    const model = found?.outputs['model'];
    return model === undefined ? null : { model, shadow: found!.outputs['shadow'] ?? null };
  }

  async keepModels(date: string, { model, shadow }: DayModels): Promise<void> {
    const outputs = shadow === null ? { model } : { model, shadow };
    const at = this.#options.now();
    const work = { startedAt: at, endedAt: at, rows: null };
    const end = { state: 'done', reason: null, inputs: {}, outputs, ...work } as const;
    await this.#options.state.put({ step: [this.#record(date, modelsStep, end)] });
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

  async isQueued(date: string): Promise<boolean> {
    const { state, project } = this.#options;
    const where = { project, campaign: campaignOf(date) };
    return (await state.list('message', { where, limit: 1 })).length > 0;
  }

  async contacts(from: string, to: string): Promise<readonly Contact[]> {
    const { state, project } = this.#options;
    // A plan of old events is handed over long after its day.
    const made = await contactsBetween(state, project, from, lastDay);
    const all = made.map(({ user, day, campaign, action, held, probability, costMinor }) => ({
      ...{ user, date: planDayOf(campaign) ?? day, action, held, costFen: costMinor },
      // A contact without a plan was certain.
      probability: probability ?? 1,
    }));
    return all.filter(({ date }) => from <= date && date <= to);
  }

  async #step(date: string, name: string) {
    const { state, project } = this.#options;
    const [found] = await state.list('step', { where: { project, date, run: dailyRun, name } });
    return found ?? null;
  }

  #record(date: string, name: string, end: StepEnd): StateRecords['step'] {
    return { project: this.#options.project, date, run: dailyRun, name, ...end };
  }
}

type StepEnd = Omit<StateRecords['step'], 'project' | 'date' | 'run' | 'name'>;
