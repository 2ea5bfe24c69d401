import type { ActionSummary, FrontierPoint, PlanResult } from '../../campaign/records.js';
import {
  type Block,
  code,
  figure,
  heading,
  type Inline,
  pair,
  paragraph,
  strong,
  table,
} from '../document.js';
import { count, decimal, percent, signed, yuan } from '../format.js';
import { actionName, tierName } from '../names.js';
import type { Texts } from '../texts/index.js';

/** The plan's section: money, proof, by action and tier, who is left out and why, the frontier. */
export function planSection(plan: PlanResult, texts: Texts): Block[] {
  const t = texts.plan;
  const proof =
    plan.gap === 0
      ? t.proven(yuan(plan.expectedProfit))
      : t.bounded(yuan(plan.gap), percent(plan.relativeGap, 4));
  return [
    heading(t.heading),
    paragraph(proof),
    ...(plan.greedy === null ? [] : [paragraph(greedySentence(plan, plan.greedy.expectedProfit, texts))]),
    paragraph(listsSentence(plan, texts)),
    ...pair([totals(plan, texts)], [figure('plan_spend', texts.charts.spend.title)]),
    ...breakdown(plan, texts),
    ...constraints(plan, texts),
    ...exclusions(plan, texts),
    ...frontier(plan, texts),
  ];
}

/** Which of the files is sent to people, and what the others are. */
function listsSentence(plan: PlanResult, texts: Texts): Inline {
  const t = texts.plan;
  return [
    strong(t.sendTitle),
    code('churn_users.csv'),
    t.sendThis(count(plan.targeted)),
    code('not_contacted.csv'),
    t.sendRest,
    code('scores.csv'),
    t.sendScores,
  ];
}

function greedySentence(plan: PlanResult, greedy: number, texts: Texts): string {
  return texts.plan.greedy(yuan(greedy), percent(greedy > 0 ? plan.expectedProfit / greedy : null, 0));
}

function totals(plan: PlanResult, texts: Texts): Block {
  const t = texts.plan;
  const roi = plan.spent > 0 ? plan.expectedProfit / plan.spent : null;
  return table(
    [t.measure, t.value],
    [
      [t.budget, yuan(plan.budget)],
      [t.spent, yuan(plan.spent)],
      [t.profit, yuan(plan.expectedProfit)],
      ...(plan.profitSd === undefined ? [] : [[t.profitSd, yuan(plan.profitSd)]]),
      [t.bound, yuan(plan.upperBound)],
      [t.gap, yuan(plan.gap)],
      [t.shadowPrice, yuan(plan.shadowPrice)],
      [t.roi, decimal(roi, 2)],
      [t.eligible, count(plan.eligible)],
      [t.targeted, count(plan.targeted)],
    ],
  );
}

function breakdown(plan: PlanResult, texts: Texts): Block[] {
  const t = texts.plan;
  const money = [t.users, t.spent, t.profit];
  const figures = (row: ActionSummary) => [
    actionName(row.action, texts),
    count(row.users),
    yuan(row.spent),
    yuan(row.expectedProfit),
  ];
  // The highest risk first, as everywhere in the report; the plan lists it last.
  const tiers = [...plan.byTier].reverse();
  const byTier = tiers.flatMap(({ tier, byAction }) =>
    byAction.filter((row) => row.users > 0).map((row) => [tierName(tier, texts), ...figures(row)]),
  );
  return pair(
    [heading(t.byAction, 3), table([t.action, ...money], plan.byAction.map(figures))],
    [heading(t.byTier, 3), table([t.tier, t.action, ...money], byTier, 2)],
  );
}

function constraints(plan: PlanResult, texts: Texts): Block[] {
  if (plan.constraints.length === 0) return [];
  const t = texts.plan;
  const rows = plan.constraints.map((row) => {
    const write = row.measure === 'spend' ? yuan : count;
    const limit = row.bound === 'max' ? t.atMost(write(row.limit)) : t.atLeast(write(row.limit));
    const name = row.name === 'budget' ? t.budget : code(row.name);
    return [name, limit, write(row.used), yuan(row.shadowPrice)];
  });
  return [heading(t.constraints, 3), table([t.constraint, t.allowed, t.used, t.price], rows)];
}

function exclusions(plan: PlanResult, texts: Texts): Block[] {
  const t = texts.plan;
  const rows = plan.exclusions
    .filter((row) => row.reason !== 'selected' && row.users > 0)
    .map((row): Inline[] => [t.reasons[row.reason], code(row.reason), count(row.users)]);
  const { holdout } = plan;
  const held = holdout.users > 0 ? [paragraph(t.holdout(count(holdout.users), percent(holdout.share)))] : [];
  if (rows.length === 0) return held;
  return [heading(t.exclusions, 3), ...held, table([t.reason, t.reasonCode, t.users], rows, 2)];
}

/** Multiples of the budget shown as rows. */
const multiples = [0.5, 0.8, 1, 1.2, 1.5, 2];

function frontier(plan: PlanResult, texts: Texts): Block[] {
  if (plan.frontier.length < 2) return [];
  const t = texts.plan;
  const here = frontierAt(plan.frontier, plan.budget);
  const last = plan.frontier.at(-1)!.budget;
  const rows = multiples
    .map((multiple) => multiple * plan.budget)
    .filter((budget) => budget <= last)
    .map((budget) => {
      const point = frontierAt(plan.frontier, budget);
      const change = signed(yuan(point.profit - here.profit));
      return [yuan(budget), yuan(point.profit), change, yuan(point.marginal)];
    });
  const more = frontierAt(plan.frontier, Math.min(last, 1.2 * plan.budget)).profit - here.profit;
  return [
    heading(t.frontier, 3),
    ...pair(
      [figure('profit_frontier', texts.charts.frontier.title)],
      [
        paragraph(t.twenty(yuan(more))),
        table([t.frontierRow, t.frontierProfit, t.frontierChange, t.frontierMarginal], rows, 0),
      ],
    ),
  ];
}

/** The frontier between its points: profit is concave in the budget, so the chord is a lower bound. */
export function frontierAt(points: readonly FrontierPoint[], budget: number): FrontierPoint {
  const next = points.findIndex((point) => point.budget >= budget);
  if (next === -1) return points.at(-1)!;
  const [b, a] = [points[next]!, points[Math.max(0, next - 1)]!];
  if (b.budget === a.budget || b.budget === budget) return b;
  const share = (budget - a.budget) / (b.budget - a.budget);
  const between = (low: number, high: number) => low + share * (high - low);
  return {
    budget,
    profit: between(a.profit, b.profit),
    upperBound: between(a.upperBound, b.upperBound),
    marginal: a.marginal,
  };
}
