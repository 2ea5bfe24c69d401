import { fenOf } from '../base/money.js';
import type { ResolvedAction, ResolvedPlanOptions } from './options.js';
import { type Payers, payersOf } from './payments.js';

/** Columns the money depends on, in the order of the native table. */
export interface MoneyColumns {
  readonly names: readonly string[];
  readonly probability: number;
  readonly revenue: number;
}

/** Which columns are read: probability and revenue only where some action needs them. */
export function moneyColumns(options: ResolvedPlanOptions): MoneyColumns {
  const actions = Object.values(options.actions);
  const needsRevenue = actions.some(({ gain }) => gain === null);
  const names = [options.columns.probability];
  if (needsRevenue) names.push(options.columns.revenue);
  for (const { uplift, gain, cost } of actions) {
    for (const name of [uplift, gain, cost]) if (name !== null && !names.includes(name)) names.push(name);
  }
  return { names, probability: 0, revenue: needsRevenue ? 1 : -1 };
}

/** What one action costs and brings, in the planner's units. Columns are positions in `MoneyColumns.names`; -1 = none. */
export interface ActionTerms {
  /** Fen for every user contacted. */
  readonly contactFen: number;
  /** Fen of the coupon. */
  readonly faceFen: number;
  /** Who pays the face value's cost; null = it is paid for everybody contacted. */
  readonly payers: Payers | null;
  /** Share of would-be churners who come back, one a tier. */
  readonly response: Float64Array;
  readonly upliftColumn: number;
  readonly gainColumn: number;
  readonly costColumn: number;
}

/** The terms of every action. @throws WinbackError BAD_INPUT for part of a fen */
export function actionTerms(options: ResolvedPlanOptions, columns: MoneyColumns): ActionTerms[] {
  return Object.entries(options.actions).map(([name, action]) => {
    const responses = Float64Array.from(options.tiers, (tier) => responseIn(action, tier.name));
    return {
      contactFen: fenOf(action.contact, `plan.actions.${name}.contact`),
      faceFen: fenOf(action.face, `plan.actions.${name}.face`),
      payers: payersOf(action, responses),
      response: responses,
      upliftColumn: columnIndex(columns, action.uplift),
      gainColumn: columnIndex(columns, action.gain),
      costColumn: columnIndex(columns, action.cost),
    };
  });
}

/** Response of one action in one tier; 0 for a tier the action does not name. */
export function responseIn(action: ResolvedAction, tier: string): number {
  return typeof action.response === 'number' ? action.response : (action.response[tier] ?? 0);
}

function columnIndex(columns: MoneyColumns, name: string | null): number {
  return name === null ? -1 : columns.names.indexOf(name);
}
