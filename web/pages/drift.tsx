import { signal } from '@preact/signals';

import type { DriftColumn, DriftDocument } from '../../src/dashboard/documents/drift.js';
import { HeatMap } from '../charts/heat-map.js';
import { HistogramPair } from '../charts/histogram-pair.js';
import { Sparkline } from '../charts/sparkline.js';
import { Empty, Part } from '../parts/card.js';
import { Table } from '../parts/table.js';
import { documentOf } from '../store.js';
import { count, dayText, decimal, language, named, percent, points, shareOr, texts } from '../words.js';

const document_ = documentOf('drift');
/** The column whose distributions are shown; the first one until somebody chooses. */
const chosen = signal('');

/** A sign for each state, so that it is seen without colours. */
const signs: Readonly<Record<string, string>> = {
  alarm: '!',
  certain: '▲',
  possible: '△',
  stable: '·',
  'too-few-rows': '?',
  empty: '∅',
  excluded: '–',
};

/** Columns against the training rows. */
export function DriftPage() {
  const found = document_.value;
  if (found === null) return <p role="status">{texts.value.frame.loading}</p>;
  const t = texts.value.drift;
  if (found.columns.length === 0) return <Empty>{t.none}</Empty>;
  const column = found.columns.find(({ name }) => name === chosen.value) ?? found.columns[0]!;
  return (
    <>
      <Picture document={found} />
      <Part title={t.table} text={t.tableText}>
        <div id="distribution" aria-live="polite">
          <Distribution column={column} />
        </div>
        <div class="card">
          <Columns document={found} />
        </div>
      </Part>
    </>
  );
}

const titleOf = (name: string): string => (name === '(score)' ? texts.value.drift.score : name);

function Picture({ document: { days, olderDays, columns } }: { readonly document: DriftDocument }) {
  const t = texts.value.drift;
  const rows = columns.map(({ name, days: cells }) => ({
    name: titleOf(name),
    cells: cells.map((cell) => cell && { value: cell.ks, state: cell.state, sign: signs[cell.state] ?? '' }),
  }));
  const legend = (
    <ul class="legend">
      {Object.entries(t.states).map(([state, name]) => (
        <li key={state}>
          <b aria-hidden="true">{signs[state]}</b> {name}
        </li>
      ))}
    </ul>
  );
  const note = olderDays > 0 ? <p class="sub">{t.older(count(olderDays))}</p> : null;
  return (
    <HeatMap
      title={t.picture}
      description={t.pictureText}
      days={days}
      rows={rows}
      states={t.states}
      legend={legend}
      note={note}
    />
  );
}

function Columns({ document: { columns } }: { readonly document: DriftDocument }) {
  const t = texts.value.drift;
  const part = (value: number | null): string => points(value, language.value);
  const rows = columns.map((column) => [
    <button key="name" type="button" class="link" onClick={() => choose(column.name)}>
      {titleOf(column.name)}
    </button>,
    <span key="state" class={`state ${column.state}`}>
      {signs[column.state]} {named(t.states, column.state)}
    </span>,
    <Sparkline key="course" name={t.ks} values={column.days.map((cell) => cell?.ks ?? null)} />,
    decimal(column.ks, 3),
    decimal(column.ksLow, 3),
    decimal(column.psi, 3),
    decimal(column.jsBits, 4),
    decimal(column.w1OverIqr, 3),
    `${percent(column.missingReference)} → ${shareOr(column.missingCurrent)}`,
    shareOr(column.unseen),
    part(column.deltaScore),
    part(column.deltaAbove),
  ]);
  const head = [
    t.column,
    t.state,
    t.picture,
    t.ks,
    t.ksLow,
    t.psi,
    t.js,
    t.w1,
    t.missing,
    t.unseen,
    t.deltaScore,
    t.deltaAbove,
  ];
  return <Table label={t.table} head={head} rows={rows} textColumns={[1, 2]} />;
}

function choose(name: string): void {
  chosen.value = name;
  document.getElementById('distribution')?.scrollIntoView({ block: 'nearest' });
}

function Distribution({ column }: { readonly column: DriftColumn }) {
  const t = texts.value.drift;
  if (column.bins === null) return <Empty>{t.noBins}</Empty>;
  const { names, reference, current } = column.bins;
  const edge = (name: number | string | null): string =>
    typeof name === 'number' ? t.upTo(shortNumber(name)) : name === null ? t.above : named(t.codes, name);
  // Two open bins, below and above all edges, would have one name.
  const bins = names.map((name, i) =>
    name === null && typeof names[i - 1] === 'number'
      ? `${t.above} ${shortNumber(names[i - 1] as number)}`
      : edge(name),
  );
  const at = column.location === null ? '' : t.location(shortNumber(column.location));
  const how = column.sign === 1 ? t.higher : column.sign === -1 ? t.lower : '';
  return (
    <HistogramPair
      title={t.distribution(titleOf(column.name))}
      description={t.distributionText(dayText(column.date))}
      bins={bins}
      reference={reference}
      current={current}
      names={{ bin: t.bin, reference: t.training, current: t.thatDay, hidden: texts.value.frame.hidden }}
      note={<p class="sub">{[at, how].filter(Boolean).join(' ')}</p>}
    />
  );
}

const shortNumber = (value: number): string =>
  Number.isInteger(value) ? count(value) : String(Number(value.toPrecision(4)));
