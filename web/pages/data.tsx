import type { DataDocument, EventSeries } from '../../src/dashboard/documents/data.js';
import { LineChart } from '../charts/line.js';
import { Empty, Part } from '../parts/card.js';
import { Table } from '../parts/table.js';
import { documentOf } from '../store.js';
import {
  count,
  missing as dash,
  dayNumber,
  dayText,
  decimal,
  language,
  percent,
  points,
  shareOr,
  texts,
} from '../words.js';

const document_ = documentOf('data');

/** What arrived. */
export function DataPage() {
  const found = document_.value;
  if (found === null) return <p role="status">{texts.value.frame.loading}</p>;
  const t = texts.value.data;
  return (
    <>
      {found.events.length === 0 ? (
        <Empty>{t.none}</Empty>
      ) : (
        <div class="grid">
          {found.events.map((series) => (
            <Events key={series.event} series={series} />
          ))}
        </div>
      )}
      <Part title={t.lag} text={t.lagText}>
        <Lag document={found} />
      </Part>
      <Part title={t.missing}>
        <Missing document={found} />
      </Part>
    </>
  );
}

const titleOf = (event: string): string => (event === '*' ? texts.value.data.all : event);

function Events({ series: { event, points: days } }: { readonly series: EventSeries }) {
  const t = texts.value.data;
  const isOut = ({ rows, low, high }: (typeof days)[number]): boolean =>
    low !== null && high !== null && (rows < low || rows > high);
  const out = days.filter(isOut).length;
  const lines = [
    {
      id: 'expected',
      name: t.band,
      dots: false,
      points: days.map(({ date, expected, low, high }) => ({ x: dayNumber(date), y: expected, low, high })),
    },
    {
      id: 'main',
      name: t.counted,
      dots: false,
      points: days.map((day) => ({ x: dayNumber(day.date), y: day.rows, alert: isOut(day) })),
    },
  ];
  const note = out === 0 ? null : <p class="sub">{t.outside(count(out))}</p>;
  return (
    <LineChart
      title={titleOf(event)}
      description={t.eventText}
      lines={lines}
      yText={(value) => count(value)}
      whole
      note={note}
    />
  );
}

function Lag({ document: { events } }: { readonly document: DataDocument }) {
  const t = texts.value.data;
  const measured = events.find(({ points: days }) => days.some(({ lagP50 }) => lagP50 !== null));
  if (measured === undefined) return <Empty>{t.noLag}</Empty>;
  const line = (id: string, name: string, of: 'lagP50' | 'lagP995') => ({
    id,
    name,
    points: measured.points.map((day) => ({ x: dayNumber(day.date), y: day[of] })),
  });
  return (
    <LineChart
      title={t.lag}
      description={t.lagText}
      lines={[line('main', t.median, 'lagP50'), line('expected', t.tail, 'lagP995')]}
      yText={(value) => decimal(value, 1)}
      whole
    />
  );
}

/** Changes of shares that are worth a row. */
const seen = 0.001;

function Missing({ document: { missing, missingDate } }: { readonly document: DataDocument }) {
  const t = texts.value.data;
  if (missingDate === null || missing.length === 0) return <Empty>{t.noMissing}</Empty>;
  const changed = missing.filter(
    ({ reference, current }) => current !== 'hidden' && Math.abs(current - reference) >= seen,
  );
  const rest = missing.filter((column) => !changed.includes(column));
  return (
    <div class="card">
      <p class="about">{t.missingText(dayText(missingDate))}</p>
      {changed.length > 0 && <MissingTable columns={changed} />}
      {rest.length > 0 && (
        <details>
          <summary>{t.unchanged(count(rest.length))}</summary>
          <MissingTable columns={rest} />
        </details>
      )}
    </div>
  );
}

function MissingTable({ columns }: { readonly columns: DataDocument['missing'] }) {
  const { column, training, thatDay } = texts.value.drift;
  const rows = columns.map(({ name, reference, current }) => [
    name,
    percent(reference),
    shareOr(current),
    current === 'hidden' ? dash : points(current - reference, language.value),
  ]);
  const head = [column, training, thatDay, texts.value.experiments.difference];
  return <Table label={texts.value.data.missing} head={head} rows={rows} />;
}
