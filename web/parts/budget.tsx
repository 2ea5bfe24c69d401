import { signal } from '@preact/signals';

import type { FrontierStep, NewestPlan } from '../../src/dashboard/documents/campaigns.js';
import { profitAt } from '../../src/dashboard/documents/frontier.js';
import { LineChart } from '../charts/line.js';
import { money, signedText, texts, users } from '../words.js';
import { Empty, Headline } from './card.js';

/** The budget that somebody chose; null: as planned. It belongs to the plan of one day. */
const chosen = signal<{ readonly date: string; readonly budget: number } | null>(null);

/** What the plan's best lists for other budgets would bring. */
export function Budget({ plan, currency }: { readonly plan: NewestPlan; readonly currency: string }) {
  const t = texts.value.campaigns;
  const { frontier } = plan;
  const budget = chosen.value?.date === plan.date ? chosen.value.budget : plan.budget;
  const head = <PlanHeads plan={plan} currency={currency} />;
  if (frontier.length < 2)
    return (
      <>
        {head}
        <Empty>{t.noFrontier}</Empty>
      </>
    );
  const last = frontier.at(-1)!;
  return (
    <>
      {head}
      <div class="grid">
        <div class="card budget">
          <Slider
            budget={budget}
            last={last.budget}
            currency={currency}
            onInput={(value) => (chosen.value = { date: plan.date, budget: value })}
          />
          <p class="sub">{t.budgetText}</p>
          <Priced plan={plan} budget={budget} currency={currency} />
        </div>
        <LineChart
          title={t.frontier}
          description={t.frontierText}
          lines={[
            {
              id: 'main',
              name: t.frontierLine,
              dots: false,
              points: frontier.map(({ budget: x, profit: y }) => ({ x, y })),
            },
          ]}
          yText={(value) => money(value, currency, digitsFor(last.profit))}
          xText={(value) => money(value, currency, digitsFor(last.budget))}
          xName={t.budget}
          marks={[
            { x: Math.min(plan.budget, last.budget), text: t.planned },
            ...(budget === plan.budget ? [] : [{ x: budget, text: t.chosen }]),
          ]}
          whole
        />
      </div>
    </>
  );
}

/** Small plans are of tenths of a unit. */
const digitsFor = (largest: number): number => (Math.abs(largest) < 100 ? 2 : 0);

function PlanHeads({ plan, currency }: { readonly plan: NewestPlan; readonly currency: string }) {
  const t = texts.value.campaigns;
  return (
    <div class="kpis">
      <Headline
        name={t.budget}
        value={money(plan.budget, currency)}
        sub={`${texts.value.today.spent}: ${money(plan.spent, currency)}`}
        empty=""
      />
      <Headline
        name={t.profit}
        value={money(plan.expectedProfit, currency)}
        sub={plan.greedyProfit === null ? undefined : t.greedy(money(plan.greedyProfit, currency))}
        empty=""
      />
      <Headline
        name={t.targeted}
        value={users(plan.targeted)}
        sub={`${t.eligible}: ${users(plan.eligible)} · ${t.holdout}: ${users(plan.holdout)}`}
        empty=""
      />
    </div>
  );
}

interface SliderProps {
  readonly budget: number;
  readonly last: number;
  readonly currency: string;
  readonly onInput: (budget: number) => void;
}

function Slider({ budget, last, currency, onInput }: SliderProps) {
  const t = texts.value.campaigns;
  return (
    <label class="slider">
      <span>
        {t.budget} <output for="budget">{money(budget, currency)}</output>
      </span>
      <input
        id="budget"
        type="range"
        min="0"
        max={last}
        step={last / 300}
        value={budget}
        aria-valuetext={money(budget, currency)}
        onInput={(event) => onInput(Number(event.currentTarget.value))}
      />
    </label>
  );
}

function Priced({
  plan,
  budget,
  currency,
}: {
  readonly plan: NewestPlan;
  readonly budget: number;
  readonly currency: string;
}) {
  const t = texts.value.campaigns;
  const priced = profitAt(plan.frontier as readonly FrontierStep[], budget);
  if (priced === null) return <p class="sub">{t.beyond}</p>;
  const planned = profitAt(plan.frontier, plan.budget);
  const difference = planned === null ? null : priced.profit - planned.profit;
  const isPlanned = budget === plan.budget && plan.expectedProfit !== null;
  const exact = priced.upperBound - priced.profit < 0.005;
  const change =
    difference === null || budget === plan.budget
      ? t.asPlanned
      : t.change(signedText(difference, (value) => money(value, currency)));
  return (
    <dl>
      <dt>{t.profit}</dt>
      <dd id="priced">
        {isPlanned || exact
          ? money(isPlanned ? plan.expectedProfit : priced.profit, currency)
          : t.profitRange(money(priced.profit, currency), money(priced.upperBound, currency))}
      </dd>
      <dd class="sub">{change}</dd>
      <dt>{t.marginal}</dt>
      <dd>{money(priced.marginal, currency)}</dd>
    </dl>
  );
}
