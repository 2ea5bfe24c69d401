/** Values of the sentences of `winback explain`, by code. The sentences stand in explain.ts of each language. */

import type { NoValues } from '../../base/coded.js';
import type { Bilingual } from '../bilingual.js';

/** A feature of a user, as a sentence names it. */
export interface ExplainedFeature {
  /** Name of the column. */
  readonly feature: string;
  /** What it means, in both languages; the name of the column where the model does not say. */
  readonly title: Bilingual;
  /** The user's value; null = missing. */
  readonly value: number | string | null;
  /** Such as `days` or `yuan`; null where the model does not say. */
  readonly unit: string | null;
  /** The value is a category that training never saw; it counts as missing. */
  readonly unseen: boolean;
  /** What it adds to the log odds before calibration. */
  readonly adds: number;
}

/** How likely a user leaves, and why. */
export interface ExplainScoreValues {
  /** The calibrated probability and what follows from it. */
  readonly score: {
    readonly user: string;
    readonly probability: number;
    readonly tier: string;
    readonly threshold: number;
    readonly contact: boolean;
  };
  /** A file of scores says another probability than the model gives now. */
  readonly 'score-differs': { readonly file: string; readonly listed: number; readonly computed: number };
  /** What every user starts from. */
  readonly start: { readonly logOdds: number; readonly probability: number };
  /** One of the strongest reasons. */
  readonly reason: ExplainedFeature;
  /** What all other features add. */
  readonly rest: { readonly features: number; readonly adds: number };
  /** The sum of start, reasons and rest. */
  readonly sum: { readonly logOdds: number; readonly probability: number };
  /** The sum as a calibrated probability. */
  readonly calibration: {
    readonly method: 'none' | 'platt' | 'beta' | 'isotonic';
    readonly before: number;
    readonly after: number;
  };
  /** Without features nobody can say why. */
  readonly 'no-features': NoValues;
  /** The probability of an older file beside the one of today. */
  readonly 'score-change': { readonly file: string; readonly before: number; readonly now: number };
  /** A feature whose part changed since the older file. */
  readonly 'reason-change': ExplainedFeature & {
    readonly valueBefore: number | string | null;
    readonly addsBefore: number;
  };
  /** No feature of the user changed. */
  readonly 'no-change': { readonly file: string };
  /** The older file does not have the user. */
  readonly 'new-user': { readonly file: string };
}

/** What a plan decided about a user, and why. */
export interface ExplainActionValues {
  /** The user gets an action. Money is yuan. */
  readonly action: {
    readonly action: string;
    readonly tier: string;
    readonly cost: number;
    readonly gain: number;
    readonly chance: number;
  };
  /** The user gets none. */
  readonly 'not-contacted': { readonly reason: string };
  /** The rule that leaves the user out, with the column it reads and the user's value there. */
  readonly rule: {
    readonly column: string;
    readonly value: number | string | boolean | null;
    readonly least: number | null;
    readonly most: number | null;
  };
  /** The user is held back, and what the plan would have done. */
  readonly holdout: { readonly action: string | null; readonly share: number };
  /** What comes second, with the price of the budget at which it would win. `null` actions are nothing. */
  readonly 'runner-up': {
    readonly action: string | null;
    readonly over: string | null;
    readonly lead: number;
    readonly price: number;
    readonly from: number;
    readonly to: number | null;
  };
  /** What comes second and wins at no price. */
  readonly 'never-wins': {
    readonly action: string | null;
    readonly over: string | null;
    readonly lead: number;
  };
  /** Nothing else was allowed. */
  readonly 'no-runner-up': NoValues;
  /** The plan follows the greedy rule, which has no prices. */
  readonly 'greedy-list': NoValues;
  /** The scores of the plan were not given, or are other ones. */
  readonly 'scores-needed': { readonly file: string | null };
  /** The plan does not have the user. */
  readonly 'not-in-plan': { readonly plan: string };
  /** A message of the outbox. */
  readonly message: {
    readonly campaign: string;
    readonly channel: string;
    readonly action: string;
    readonly state: string;
    readonly day: string;
    readonly reason: string | null;
  };
  /** A contact that was planned or held back. */
  readonly contact: {
    readonly campaign: string;
    readonly channel: string;
    readonly action: string;
    readonly held: boolean;
    readonly day: string;
  };
  /** The state knows no message to the user. */
  readonly 'no-messages': NoValues;
}

/** Every sentence about one user. */
export interface ExplainUserValues extends ExplainScoreValues, ExplainActionValues {}

/** What a plan says as a whole. Money is yuan. */
export interface ExplainPlanValues {
  /** What it spends and expects. */
  readonly 'plan-money': {
    readonly users: number;
    readonly targeted: number;
    readonly spent: number;
    readonly budget: number;
    readonly profit: number;
  };
  /** How far it can be from the best one. */
  readonly 'plan-proof': { readonly bound: number; readonly gap: number; readonly method: string };
  /** The list follows the greedy rule. */
  readonly 'plan-greedy': { readonly gap: number; readonly bound: number };
  /** What one more yuan of budget brings. */
  readonly 'plan-price': { readonly price: number };
  /** One action in total. */
  readonly 'plan-action': {
    readonly action: string;
    readonly users: number;
    readonly spent: number;
    readonly profit: number;
  };
  /** A limit that costs profit. */
  readonly 'plan-limit': {
    readonly name: string;
    readonly bound: 'max' | 'min';
    readonly limit: number;
    readonly used: number;
    readonly price: number;
    readonly measure: 'spend' | 'count';
  };
  /** Users who get nothing for one reason. */
  readonly 'plan-left-out': { readonly reason: string; readonly users: number };
  /** Users who are held back. */
  readonly 'plan-holdout': { readonly users: number; readonly share: number };
  /** What the simple rule would have brought. */
  readonly 'plan-simple-rule': { readonly profit: number; readonly expected: number };
  /** What closing the campaign found, against its holdout; `plans` were closed together. */
  readonly 'plan-closed': {
    readonly date: string;
    readonly plans: number;
    readonly contacted: number;
    readonly held: number;
    readonly claimed: number;
    readonly value: number;
    readonly low: number;
    readonly high: number;
    /** Whether every check of the closing passed. */
    readonly ok: boolean;
  };
  /** The state has no closing of the plan. */
  readonly 'plan-not-closed': NoValues;
}

/** What a state says of an experiment or alarm. */
export interface ExplainStateValues {
  /** How an experiment was laid down. */
  readonly experiment: {
    readonly name: string;
    readonly version: string;
    readonly metric: string;
    readonly registered: string | null;
    readonly late: boolean;
  };
  /** Nobody has looked at it. */
  readonly 'no-look': NoValues;
  /** What its newest day says. */
  readonly look: {
    readonly date: string;
    readonly look: number;
    readonly users: number;
    readonly planned: number | null;
    readonly power: number | null;
    readonly srm: number | null;
  };
  /** One metric of that day. */
  readonly metric: {
    readonly name: string;
    readonly role: string;
    readonly variant: string;
    readonly control: number | null;
    readonly treatment: number | null;
    readonly difference: number | null;
    readonly low: number | null;
    readonly high: number | null;
    readonly p: number | null;
    readonly significant: boolean;
    readonly guardrail: 'passed' | 'harmed' | 'undecided' | null;
  };
  /** The limit of the look. */
  readonly boundary: { readonly statistic: number; readonly boundary: number };
  /** What was decided, with the code of the reason that weighs most. */
  readonly decision: { readonly decision: string; readonly reason: string | null };
  /** An alarm. */
  readonly alert: {
    readonly kind: string;
    readonly object: string;
    readonly severity: 'info' | 'warning' | 'critical';
    readonly state: 'pending' | 'firing' | 'resolved';
    readonly value: number | null;
    readonly threshold: number | null;
  };
  /** When it was seen, and how often of the last evaluations. */
  readonly 'alert-seen': {
    readonly first: string;
    readonly last: string;
    readonly seen: number;
    readonly of: number;
  };
  /** The model it is about. */
  readonly 'alert-model': { readonly model: string };
  /** Another alarm explains it. */
  readonly 'alert-explained': { readonly by: string };
  /** It comes and goes so often that nobody is told. */
  readonly 'alert-flapping': { readonly changes: number };
  /** Somebody was told; null = nobody yet. */
  readonly 'alert-told': { readonly at: string | null };
  /** Somebody took note. */
  readonly 'alert-noted': { readonly by: string; readonly at: string | null };
  /** It is silent until a time. */
  readonly 'alert-muted': { readonly until: string; readonly reason: string | null };
}

/** Every sentence of `winback explain`. */
export interface ExplainValues extends ExplainUserValues, ExplainPlanValues, ExplainStateValues {}
