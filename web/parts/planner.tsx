import { signal } from '@preact/signals';
import { useEffect } from 'preact/hooks';

import type { PlannerDocument } from '../../src/dashboard/documents/planner.js';
import { LineChart } from '../charts/line.js';
import { exported } from '../store.js';
import { count, decimal, named, percent, pValue, texts } from '../words.js';
import { Empty } from './card.js';
import { Table } from './table.js';

const usual = {
  baseline: '0.05',
  mde: '0.01',
  sd: '',
  power: '0.8',
  alpha: '0.05',
  ratio: '1',
  looks: '5',
  spending: 'obrien-fleming',
};
type Wanted = typeof usual;

const wanted = signal<Wanted>(usual);
const answer = signal<PlannerDocument | null>(null);
const failure = signal<string | null>(null);

let asked = 0;

/** The library computes; the page draws. An answer that another one overtook is left out. */
async function ask(): Promise<void> {
  const mine = ++asked;
  try {
    const response = await fetch(`api/planner?${new URLSearchParams({ ...wanted.value })}`);
    const body: unknown = await response.json();
    if (mine !== asked) return;
    failure.value = response.ok ? null : (body as { error: string }).error;
    if (response.ok) answer.value = body as PlannerDocument;
  } catch (error) {
    if (mine === asked) failure.value = (error as Error).message;
  }
}

/** How many users an experiment takes, what it finds, and when it may stop. */
export function Planner() {
  const t = texts.value.experiments;
  useEffect(() => {
    if (exported === null && answer.value === null) void ask();
  }, []);
  if (exported !== null) return <Empty>{t.plannerNone}</Empty>;
  return (
    <>
      <form class="card planner" onSubmit={(event) => event.preventDefault()}>
        <Wish name="baseline" text={t.baseline} />
        <Wish name="mde" text={t.mde} />
        <Wish name="sd" text={t.sd} />
        <Wish name="power" text={t.powerWanted} />
        <Wish name="alpha" text={t.alpha} />
        <Wish name="ratio" text={t.ratio} />
        <Wish name="looks" text={t.looksWanted} />
        <label>
          {t.spending}
          <select
            value={wanted.value.spending}
            onChange={(event) => wish('spending', event.currentTarget.value)}
          >
            {Object.entries(t.spendings).map(([key, name]) => (
              <option key={key} value={key}>
                {name}
              </option>
            ))}
          </select>
        </label>
      </form>
      {failure.value !== null && (
        <p class="failure" role="alert">
          {failure.value}
        </p>
      )}
      {answer.value !== null && <Answer answer={answer.value} />}
    </>
  );
}

function wish(name: keyof Wanted, value: string): void {
  wanted.value = { ...wanted.value, [name]: value };
  void ask();
}

function Wish({ name, text }: { readonly name: Exclude<keyof Wanted, 'spending'>; readonly text: string }) {
  return (
    <label>
      {text}
      <input
        type="text"
        inputMode="decimal"
        name={name}
        value={wanted.value[name]}
        onInput={(event) => wish(name, event.currentTarget.value.trim())}
      />
    </label>
  );
}

function Answer({
  answer: { size, largest, inflation, power, effects, looks },
}: {
  readonly answer: PlannerDocument;
}) {
  const t = texts.value.experiments;
  const rows = looks.map(({ time, z, nominalP, alphaSpent }) => [
    percent(time, 0),
    z === null ? t.never : decimal(z, 3),
    pValue(nominalP),
    decimal(alphaSpent, 4),
  ]);
  const whole = (value: number): string => count(value);
  return (
    <div aria-live="polite">
      <p class="verdict none" id="size">
        {t.sizes(count(size.control), count(size.treatment))}{' '}
        {t.largest(count(largest), decimal(inflation, 3))}
      </p>
      <div class="grid">
        <LineChart
          title={t.powerCurve}
          description={t.powerCurveText}
          xName={t.users}
          xText={whole}
          yText={(value) => percent(value, 0)}
          lines={[
            {
              id: 'main',
              name: t.powerWanted,
              dots: false,
              points: power.map(({ control, power: y }) => ({ x: control, y })),
            },
          ]}
          marks={[{ x: size.control, text: t.sizes(count(size.control), count(size.treatment)) }]}
          whole
        />
        <LineChart
          title={t.effectCurve}
          description={t.effectCurveText}
          xName={t.mde}
          xText={(value) => String(Number(value.toPrecision(3)))}
          yText={whole}
          lines={[
            {
              id: 'main',
              name: t.users,
              dots: false,
              points: effects.map(({ effect, users }) => ({ x: effect, y: users })),
            },
          ]}
          whole
        />
        <LineChart
          title={t.limits}
          description={t.limitsText}
          xName={t.share}
          xText={(value) => percent(value, 0)}
          yText={(value) => decimal(value, 1)}
          lines={[
            {
              id: 'boundary',
              name: t.boundary,
              dots: true,
              points: looks.map(({ time, z }) => ({ x: time, y: z })),
            },
          ]}
          whole
        />
        <div class="card">
          <h3>{named(t.spendings, wanted.value.spending)}</h3>
          <Table label={t.limits} head={[t.share, '|z|', t.nominal, t.spent]} rows={rows} />
        </div>
      </div>
    </div>
  );
}
