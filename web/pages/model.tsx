import type { FigurePoint, FigureSeries, ModelDocument } from '../../src/dashboard/documents/model.js';
import { IntervalRows } from '../charts/interval-rows.js';
import { type Line, LineChart } from '../charts/line.js';
import { Empty } from '../parts/card.js';
import { ModelTables } from '../parts/model-tables.js';
import { documentOf } from '../store.js';
import { count, dayNumber, dayText, decimal, named, percent, range, texts } from '../words.js';

const document_ = documentOf('model');
/** The user's rule: an AUC that has fallen by 5 %, relative, is told. */
const floorOf = 0.95;

/** How good the models are. */
export function ModelPage() {
  const found = document_.value;
  if (found === null) return <p role="status">{texts.value.frame.loading}</p>;
  const t = texts.value.model;
  const withPoints = found.series.filter(({ matured, estimated }) => matured.length + estimated.length > 0);
  return (
    <>
      {withPoints.length === 0 ? (
        <Empty>{t.learning}</Empty>
      ) : (
        <div class="grid">
          {withPoints.map((series) => (
            <Series key={series.name} series={series} document={found} />
          ))}
          <Tiers document={found} />
        </div>
      )}
      <ModelTables document={found} />
    </>
  );
}

/** Where a figure lies in [0, 1] and is written in percent. */
const shares = ['precision', 'recall'];

function Series({
  series,
  document: { marks },
}: {
  readonly series: FigureSeries;
  readonly document: ModelDocument;
}) {
  const t = texts.value.model;
  const { name, training, matured, estimated } = series;
  const yText = shares.includes(name)
    ? (value: number) => percent(value)
    : (value: number) => decimal(value, name === 'calibrationSlope' ? 2 : 3);
  const floor = training?.value != null && ['auc', 'prAuc'].includes(name) ? training.value * floorOf : null;
  const line = (id: string, text: string, points: readonly FigurePoint[]): Line[] =>
    points.length === 0
      ? []
      : [{ id, name: text, points: points.map((point) => pointOf(point, id === 'main' ? floor : null)) }];
  const xs = [...matured, ...estimated].map(({ date }) => dayNumber(date));
  const trained: Line[] =
    training?.value == null
      ? []
      : [
          {
            id: 'training',
            name: t.training,
            dots: false,
            points: [Math.min(...xs), Math.max(...xs)].map((x) => ({ x, y: training.value })),
          },
        ];
  const lines = [
    ...trained,
    ...line('main', t.matured, matured),
    ...line('estimated', t.estimated, estimated),
  ];
  const inside = marks.filter(
    ({ date, kind }) =>
      kind !== 'train' &&
      kind !== 'retrain' &&
      dayNumber(date) >= Math.min(...xs) &&
      dayNumber(date) <= Math.max(...xs),
  );
  return (
    <LineChart
      title={named(t.figures, name)}
      description={named(t.about, name)}
      lines={lines}
      yText={yText}
      limit={floor === null ? null : { y: floor, text: t.floor(decimal(floor, 3)) }}
      marks={inside.map(({ date, kind }) => ({
        x: dayNumber(date),
        text: `${date}: ${named(t.marks, kind)}`,
      }))}
      note={<Note series={series} />}
    />
  );
}

const pointOf = ({ date, value, low, high }: FigurePoint, floor: number | null) => ({
  ...{ x: dayNumber(date), y: value, low, high },
  alert: floor !== null && value !== null && (high ?? value) < floor,
});

function Note({ series: { name, matured, training } }: { readonly series: FigureSeries }) {
  const t = texts.value.model;
  const without = matured.filter(({ value }) => value === null);
  const why = [...new Set(without.map(({ reason }) => named(t.reasons, reason ?? '—')))].join(', ');
  return (
    <>
      {training === null && ['auc', 'prAuc'].includes(name) && <p class="sub">{t.noTraining}</p>}
      {without.length > 0 && <p class="sub">{t.notEvaluable(count(without.length), why)}</p>}
    </>
  );
}

function Tiers({ document: { tiers } }: { readonly document: ModelDocument }) {
  const t = texts.value.model;
  if (tiers.length === 0) return <Empty>{t.noTiers}</Empty>;
  const order = ['high', 'medium', 'low'];
  const sorted = tiers.toSorted((a, b) => order.indexOf(a.tier) - order.indexOf(b.tier));
  const rows = sorted.map((tier) => ({
    ...{
      name: named(t.tierNames, tier.tier),
      value: tier.value,
      low: tier.low,
      high: tier.high,
      tone: 'none' as const,
    },
    text: `${percent(tier.value)} ${range(tier, (value) => percent(value))}`,
  }));
  return (
    <IntervalRows
      title={t.tiers}
      description={t.tiersText(dayText(tiers[0]!.date))}
      of={t.tier}
      rows={rows}
    />
  );
}
