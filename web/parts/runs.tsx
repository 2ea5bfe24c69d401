import type { RunDay } from '../../src/dashboard/documents/today.js';
import { named, texts } from '../words.js';
import { Table } from './table.js';

/** A letter for each state, so that it is seen without colours. */
const letters: Readonly<Record<string, string>> = {
  done: '✓',
  running: '…',
  skipped: '✓',
  failed: '✗',
  held: '‖',
  nothing: '–',
};

/** Steps by days. */
export function Runs({ days }: { readonly days: readonly RunDay[] }) {
  const t = texts.value.today;
  const names = [...new Set(days.flatMap(({ steps }) => steps.map(({ name }) => name)))];
  const ordered = order
    .filter((name) => names.includes(name))
    .concat(names.filter((name) => !order.includes(name)));
  const newest = days.toReversed();
  const rows = newest.map((day) => [
    day.date,
    ...ordered.map((name) => {
      const step = day.steps.find((one) => one.name === name);
      const state = step === undefined ? 'none' : step.reason === 'nothing' ? 'nothing' : step.state;
      const words = named(t.stepStates, state);
      return (
        <span
          key={name}
          class={`step ${state}`}
          role="img"
          aria-label={words}
          title={step?.ms ? `${words}, ${step.ms} ms` : words}
        >
          {letters[state] ?? ''}
        </span>
      );
    }),
  ]);
  return (
    <div class="card runs">
      <Table
        label={t.runs}
        head={[texts.value.frame.day, ...ordered.map((name) => named(t.steps, name))]}
        rows={rows}
        textColumns={ordered.map((_, i) => i + 1)}
      />
    </div>
  );
}

const order = [
  'check-data',
  'features',
  'score',
  'monitor',
  'plan',
  'deliver',
  'outcomes',
  'experiments',
  'retrain',
  'alerts',
  'publish',
];
