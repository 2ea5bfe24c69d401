import type { ExperimentConfig } from '../config/config.js';
import type { ExperimentData } from '../data/data.js';
import { bootstrapEntry } from '../effects/resampled.js';
import type { LedgerEntry, MetricRecord } from '../records/records.js';

/** What was adjusted and why: everything between the raw rows and the printed numbers. */
export function ledgerOf(
  data: ExperimentData,
  config: ExperimentConfig,
  metrics: readonly MetricRecord[],
  hasDays: boolean,
): readonly LedgerEntry[] {
  return [
    ...countEntries(data, config),
    ...metrics.flatMap(cupedEntry),
    ...metrics.flatMap(bootstrapEntry),
    ...strataEntries(data, config),
    ...oneSidedEntry(config),
    ...methodEntries(metrics),
    ...sequentialEntries(config, metrics),
    ...oneLookEntry(data, config, hasDays),
  ];
}

function countEntries(
  data: ExperimentData,
  { windowDays: days, data: { events } }: ExperimentConfig,
): LedgerEntry[] {
  const {
    multiVariant,
    immature,
    untimed = 0,
    untimedEvents = 0,
    farUsers = 0,
    unlabelled = 0,
    excluded,
  } = data.counts;
  const out = excluded.map(
    ({ reason, users }): LedgerEntry => ({ code: 'excluded', values: { reason, users } }),
  );
  if (multiVariant > 0)
    out.push({ code: 'multi-variant', values: { users: multiVariant, ...ofFirst(events) } });
  if (unlabelled > 0) out.push({ code: 'without-variant', values: { users: unlabelled } });
  if (untimed > 0) out.push({ code: 'untimed', values: { users: untimed, leftOut: days !== undefined } });
  if (untimedEvents > 0) out.push({ code: 'untimed-events', values: { events: untimedEvents } });
  if (farUsers > 0) out.push({ code: 'far-exposures', values: { users: farUsers } });
  if (immature > 0) out.push({ code: 'immature', values: { users: immature, days: days! } });
  return out;
}

/** Whether users of several variants count for their first one. */
export const ofFirst = (events: ExperimentConfig['data']['events']): { readonly first?: true } =>
  events?.multiple === 'first' ? { first: true } : {};

function cupedEntry({ name: metric, variant, cuped }: MetricRecord): LedgerEntry[] {
  if (cuped === null) return [];
  const { covariates, theta, scope, varianceReduction, missingUsers } = cuped;
  const values = { metric, variant, covariates, theta, scope, varianceReduction, missingUsers };
  return [{ code: 'cuped', values }];
}

function strataEntries(data: ExperimentData, config: ExperimentConfig): LedgerEntry[] {
  if (data.strata.length < 2) return [];
  return [{ code: 'strata', values: { by: config.data.strata, strata: data.strata.length } }];
}

function oneSidedEntry({ metrics, alpha }: ExperimentConfig): LedgerEntry[] {
  const primary = metrics.find((m) => m.role === 'primary');
  if (primary === undefined || !primary.oneSided) return [];
  return [{ code: 'one-sided', values: { metric: primary.name, direction: primary.direction, alpha } }];
}

function methodEntries(metrics: readonly MetricRecord[]): LedgerEntry[] {
  const exact = metrics.filter((m) => m.exact);
  return exact.length === 0 ? [] : [{ code: 'exact', values: { metrics: namesOf(exact) } }];
}

function sequentialEntries(
  { sequential, alpha }: ExperimentConfig,
  metrics: readonly MetricRecord[],
): LedgerEntry[] {
  if (sequential === undefined) return [];
  const { looks, spending } = sequential;
  const out: LedgerEntry[] = [{ code: 'sequential', values: { looks, spending, alpha } }];
  const others = metrics.filter((m) => m.role !== 'primary');
  const [held, plain] = [others.filter((m) => m.sequential), others.filter((m) => !m.sequential)];
  if (held.length > 0) out.push({ code: 'sequential-others', values: { metrics: namesOf(held) } });
  if (plain.length > 0) out.push({ code: 'sequential-none', values: { metrics: namesOf(plain) } });
  return out;
}

function oneLookEntry(
  { looks }: ExperimentData,
  { sequential, treatments }: ExperimentConfig,
  hasDays: boolean,
): LedgerEntry[] {
  if (sequential === undefined || sequential.looks === 1 || hasDays) return [];
  const variants = treatments.filter((variant) => !looks?.has(variant));
  return variants.length === 0 ? [] : [{ code: 'sequential-one-look', values: { variants } }];
}

function namesOf(metrics: readonly MetricRecord[]): readonly string[] {
  return [...new Set(metrics.map((m) => m.name))];
}
