import { addDays } from '../../base/days.js';
import { queuedPlan } from '../../delivery/outbox/enqueue.js';
import { type ContactOfDay, contactsBetween, contactsOfUsers } from '../../state/contacts.js';
import type { StateRecords } from '../../state/records.js';
import type { RecordsToPut, State } from '../../state/state.js';
import { campaignOf, lastDay, planDayOf } from './campaign-names.js';
import { fenOfMinor } from './currency.js';
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

  async newestModels(): Promise<(DayModels & { readonly date: string }) | null> {
    const { state, project } = this.#options;
    const where = { project, run: dailyRun, name: modelsStep };
    const [found] = await state.list('step', { where, newest: true, limit: 1 });
    const models = found === undefined ? null : await this.models(found.date);
    return models && { ...models, date: found!.date };
  }

  async lastTraining(date: string): Promise<string | null> {
    const { state, project } = this.#options;
    const of = async (which: object, to: string) => {
      const where = { project, ...which };
      return (await state.list('decision', { where, to, newest: true, limit: 1 }))[0]?.date ?? null;
    };
    const yesterday = addDays(date, -1);
    const days = await Promise.all([
      of({ kind: 'train', reason: 'first' }, date),
      of({ kind: 'train' }, yesterday),
      of({ kind: 'calibrate' }, yesterday),
    ]);
    return days.reduce(
      (newest, one) => (one !== null && (newest === null || one > newest) ? one : newest),
      null,
    );
  }

  async isQueued(date: string): Promise<boolean> {
    const { state, project } = this.#options;
    const where = { project, campaign: campaignOf(date) };
    return (await state.list('message', { where, limit: 1 })).length > 0;
  }

  async queuedPlan(date: string): Promise<string | null> {
    if (!(await this.isQueued(date))) return null;
    const { state, project } = this.#options;
    return queuedPlan(state, project, campaignOf(date));
  }

  async contacts(from: string, to: string): Promise<readonly Contact[]> {
    const { state, project } = this.#options;
    // A plan of old events is handed over long after its day.
    const made = await contactsBetween(state, { project }, from, lastDay);
    return made.map(contactOf).filter(({ date }) => from <= date && date <= to);
  }

  async contactsOfOthers(from: string): Promise<readonly Contact[]> {
    const { state, project } = this.#options;
    const made = await contactsBetween(state, { otherThan: project }, from, lastDay);
    return made.map(contactOf).filter(({ date }) => from <= date);
  }

  async contactsOfUsers(users: readonly string[], from: string) {
    const { state, project } = this.#options;
    const made = await contactsOfUsers(state, users, from);
    return made
      .map((contact) => ({ ...contactOf(contact), own: contact.project === project }))
      .filter(({ date }) => from <= date);
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

function contactOf(contact: ContactOfDay): Contact {
  const { user, day, campaign, action, held, probability, costMinor, currency } = contact;
  return {
    ...{ user, date: planDayOf(campaign) ?? day, action, held, currency },
    costFen: fenOfMinor(costMinor, currency),
    // A contact without a plan was certain.
    probability: probability ?? 1,
  };
}

type StepEnd = Omit<StateRecords['step'], 'project' | 'date' | 'run' | 'name'>;
