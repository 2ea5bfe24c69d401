import { dayNumber } from '../../base/days.js';
import { WinbackError } from '../../base/errors.js';
import { fenOf } from '../../base/money.js';
import {
  between,
  type Check,
  flag,
  integer,
  listOf,
  object,
  oneOf,
  optional,
  shown,
  strictlyBetween,
  text,
} from '../../base/options.js';
import { type AlertsConfig, alertsConfig } from '../../delivery/alerts/config.js';
import { type ResolvedPolicy, type RetrainPolicy, resolvedPolicy } from '../../monitor/decide/policy.js';
import { refuseAlertsOnTop } from '../alerts/section.js';
import { churnConfig, type EventChurnConfig } from '../churn/config.js';
import { currencyCode } from './currency.js';
import { requirePlanOfDays } from './plan-rules.js';

/** Days on which users behave otherwise by the calendar: a holiday, a sale. */
export interface CalendarEntry {
  /** First day, YYYY-MM-DD. */
  readonly from: string;
  /** Last day, YYYY-MM-DD. */
  readonly to: string;
  /** Largest distance of a column from the training rows that is no drift on these days, in (0, 1). @default 0.2 */
  readonly limit: number;
  /** Shown wherever it excuses something. */
  readonly reason: string;
}

/** How often one user may be contacted, over all campaigns. */
export interface ContactRules {
  /**
   * Whose contacts count: `state`, those of every configuration that uses the state, since a user id means the same person in
   * all of them; `project`, those of this configuration alone. @default state
   */
  readonly over: 'state' | 'project';
  /** Fewest days between two contacts. @default 14 */
  readonly coolDownDays: number;
  /** Most contacts within `withinDays`. @default 2 */
  readonly most: number;
  /** @default 30 */
  readonly withinDays: number;
}

/** When a new model is trained, and when one takes over. */
export interface RetrainRules {
  /** Limits of the decision; they stand beside `coolDownDays` in the file. */
  readonly policy: ResolvedPolicy;
  /** Fewest days between two trainings, whatever asks for them. @default 7 */
  readonly coolDownDays: number;
}

/** The `daily` section: what `winback run daily` needs beside the sections of a churn configuration. */
export interface DailySection {
  /** A file of SQLite, or `postgres://user@host:port/database`. @default winback.db */
  readonly state: string;
  /** Folder of stored models, or `s3://bucket/prefix`. @default registry */
  readonly registry: string;
  /** Folder with one folder a day. @default daily */
  readonly out: string;
  /** ISO 4217 code of the currency in which amounts, budgets and costs are given. @default CNY */
  readonly currency: string;
  /**
   * Most money a month, in the currency, 0 for none; the budget of the plan is the most of one day.
   * @default no limit beside the plan's
   */
  readonly monthlyBudget: number | null;
  /** Share of the money users pay that remains after the goods, in [0, 1]. @default 1 */
  readonly margin: number;
  readonly contact: ContactRules;
  /** Days after the horizon until late events have arrived. @default 2 */
  readonly latenessDays: number;
  /** What a critical alarm of the data does to plan and delivery. @default hold */
  readonly onCritical: 'hold' | 'continue';
  readonly retrain: RetrainRules;
  readonly calendar: readonly CalendarEntry[];
  /** Folder that contact lists are handed over to. @default handover, inside `out` */
  readonly handover: string | null;
  /** Whether a plan is handed over without an approval. @default true */
  readonly autoApprove: boolean;
  /** Who is told of alarms. @default nobody: they are listed only */
  readonly alerts: AlertsConfig;
  /** Configurations of experiments that are looked at daily. @default none */
  readonly experiments: readonly string[];
}

/** A churn configuration of events with a `daily` section. */
export interface DailyConfig extends EventChurnConfig {
  readonly daily: DailySection;
}

const day: Check<string> = (value, name) => {
  const given = text(value, name);
  dayNumber(given);
  return given;
};

const calendarEntry: Check<CalendarEntry> = (value, name) => {
  const entry = object<CalendarEntry>({
    ...{ from: day, to: day, reason: text },
    limit: optional(strictlyBetween(0, 1), 0.2),
  })(value, name);
  if (entry.from <= entry.to) return entry;
  throw new WinbackError('BAD_INPUT', `${name}: from ${entry.from} is after to ${entry.to}`);
};

const contact = object<ContactRules>({
  over: optional(oneOf('state', 'project'), 'state'),
  coolDownDays: optional(integer(0, 365), 14),
  most: optional(integer(1, 1000), 2),
  withinDays: optional(integer(1, 365), 30),
});

const retrain: Check<RetrainRules> = (value, name) => {
  const { coolDownDays, ...policy } = (value ?? {}) as RetrainPolicy & Partial<RetrainRules>;
  const days = optional(integer(0, 365), 7)(coolDownDays, `${name}.coolDownDays`);
  return { policy: resolvedPolicy(policy), coolDownDays: days };
};

const money: Check<number> = (value, name) => {
  if (typeof value === 'number' && value >= 0) return fenOf(value, name) / 100;
  throw new WinbackError('BAD_INPUT', `${name} must be a number >= 0, got ${shown(value)}`);
};

/** The `daily` section; every default where it is absent. */
export const dailySection: Check<DailySection> = (value, name) => section(value ?? {}, name);

const section = object<DailySection>({
  state: optional(text, 'winback.db'),
  registry: optional(text, 'registry'),
  out: optional(text, 'daily'),
  currency: optional(currencyCode, 'CNY'),
  monthlyBudget: optional<number, number | null>(money, null),
  margin: optional(between(0, 1), 1),
  contact: optional<ContactRules, ContactRules>(contact, contact({}, 'contact')),
  latenessDays: optional(integer(0, 60), 2),
  onCritical: optional(oneOf('hold', 'continue'), 'hold'),
  retrain: optional<RetrainRules, RetrainRules>(retrain, retrain({}, 'retrain')),
  calendar: optional(listOf(calendarEntry), []),
  handover: optional<string, string | null>(text, null),
  autoApprove: optional(flag, true),
  alerts: optional<AlertsConfig, AlertsConfig>(alertsConfig, alertsConfig({}, 'alerts')),
  experiments: optional(listOf(text), []),
});

/**
 * A configuration of `winback run daily`: that of `winback churn` with events and a plan, and a `daily` section.
 * @throws WinbackError BAD_INPUT naming the option
 */
export const dailyConfig: Check<DailyConfig> = (value, name) => {
  refuseAlertsOnTop(value);
  const config = churnConfig(value, name);
  if (config.kind !== 'events')
    throw new WinbackError(
      'BAD_INPUT',
      `${name}: a daily run needs \`events\`, and this names a prepared table`,
    );
  requirePlanOfDays(config);
  return { ...config, daily: dailySection(config.daily, 'daily') };
};
