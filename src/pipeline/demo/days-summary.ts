import { addDays } from '../../base/days.js';
import type { CampaignTruth } from '../../simulate/days/campaigns.js';
import type { Planted } from '../../simulate/days/planted.js';
import type { SimulatedDays } from '../../simulate/days/simulated-days.js';
import type { StateRecords } from '../../state/records.js';
import { DayLog } from '../daily/day-log.js';
import type { OpenDaily } from '../daily/run-daily.js';
import type { DayRun } from '../daily/run-day.js';
import { closedDays, type DayClosing, type DaysClosing } from './days-closing.js';
import { type DaysMessages, messagesOfDays } from './days-messages.js';

/** What `winback demo --days N --json` prints. */
export interface DaysSummary {
  /** Days that were run. */
  readonly days: number;
  /** What was planted, and from which day. */
  readonly planted: readonly { readonly kind: Planted['kind']; readonly date: string }[];
  /** Alarms that fired, with the day on which each was first seen. */
  readonly alerts: readonly { readonly kind: string; readonly date: string; readonly object: string }[];
  /** Models that went into production. */
  readonly models: readonly {
    readonly digest: string;
    /** YYYY-MM-DD. */
    readonly promotedAt: string;
    readonly reason: string;
  }[];
  /** Campaigns, with what their plans claimed, what the holdout says they brought, and what their contacts truly brought. */
  readonly campaigns: readonly (CampaignTruth & DayClosing & { readonly planned: number })[];
  /** All campaigns whose window has passed, closed together. */
  readonly closing: DaysClosing;
  /** Messages of all campaigns, as the outbox has them on the last day. */
  readonly messages: DaysMessages;
  /** Each day by its steps. */
  readonly runs: readonly DayRun[];
}

/** How many days were run, and what was planted in them. */
interface PlantedDays {
  readonly days: number;
  readonly planted: readonly Planted[];
}

/** What the days were, once they are over. */
export async function summaryOf(
  world: SimulatedDays,
  daily: OpenDaily,
  { days, planted }: PlantedDays,
  { runs, fired }: { readonly runs: readonly DayRun[]; readonly fired: Fired },
): Promise<DaysSummary> {
  const { registry } = daily;
  const first = runs[0]!.date;
  return {
    days,
    planted: planted.map(({ kind, from }) => ({ kind, date: addDays(first, from) })),
    alerts: [...fired.values()],
    models: await registry.promotions(),
    ...(await campaignsOf(world, daily, runs.at(-1)!.date)),
    messages: await messagesOfDays(daily.state, daily.work.config.name),
    runs,
  };
}

/** Alarms that fired, each by its fingerprint and the time at which it was first seen. */
export type Fired = Map<string, DaysSummary['alerts'][number]>;

/** An alarm that is over does not say any more when it fired: each is kept when it is seen. */
export async function keepFiring({ state, work }: OpenDaily, fired: Fired): Promise<void> {
  const firing = await state.list('alert', { where: { project: work.config.name, state: 'firing' } });
  for (const { kind, firstAt, object, fingerprint } of firing)
    fired.set(`${fingerprint} ${firstAt}`, { kind, date: dayAt(firstAt), object });
}

const dayAt = (micros: number): string => new Date(micros / 1000).toISOString().slice(0, 10);

async function campaignsOf(
  world: SimulatedDays,
  { state, work }: OpenDaily,
  date: string,
): Promise<Pick<DaysSummary, 'campaigns' | 'closing'>> {
  const planned = await state.list('campaign', { where: { project: work.config.name } });
  const usersOn = (day: string): number =>
    planned
      .filter((one) => one.date === day)
      .reduce((sum, { plannedUsers }: StateRecords['campaign']) => sum + plannedUsers, 0);
  const truths = world.truths();
  const { byDay, together } = await closedBy(work, date, truths);
  const campaigns = truths.map((truth) => ({
    ...truth,
    ...byDay.get(truth.day)!,
    planned: usersOn(truth.day),
  }));
  return { campaigns, closing: together };
}

async function closedBy(work: OpenDaily['work'], date: string, truths: readonly CampaignTruth[]) {
  const { root, signal, environment } = work;
  const log = new DayLog(work.config, date, { root, signal, environment });
  try {
    return await closedDays({ ...work, date, log }, truths);
  } finally {
    await log.close();
  }
}
