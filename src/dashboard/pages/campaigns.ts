import type { State, StateRecords } from '../../entries/state.js';
import type { CampaignDay, CampaignsDocument, PartOfDays } from '../documents/campaigns.js';
import type { Head } from '../documents/common.js';
import { shownParts, shownUsers } from './cells.js';
import { planOf } from './plan.js';
import { isWeek, weeksOf } from './weeks.js';

type Campaign = StateRecords['campaign'];

/** Plans, contacts and what they brought. */
export async function campaignsPage(state: State, head: Head): Promise<CampaignsDocument> {
  const { project, from, to } = head.scope;
  const all = await state.list('campaign', { where: { project }, from, to });
  const planned = all.filter((record) => !isWeek(record));
  const days = byDay(planned);
  const { weeks } = await weeksOf(state, head.scope);
  return {
    ...head,
    currency: all[0]?.currency ?? 'CNY',
    plan: await planOf(state, head.scope),
    days: days.map(([date, records]) => dayOf(date, records)),
    tiers: partsOf(days, ({ tier }) => tier),
    actions: partsOf(days, ({ action }) => action),
    weeks,
  };
}

type Days = readonly (readonly [string, readonly Campaign[]])[];

function byDay(records: readonly Campaign[]): Days {
  const days = new Map<string, Campaign[]>();
  for (const record of records) {
    const known = days.get(record.date);
    if (known === undefined) days.set(record.date, [record]);
    else known.push(record);
  }
  return [...days].sort(([a], [b]) => (a < b ? -1 : 1));
}

const sum = (records: readonly Campaign[], of: (record: Campaign) => number): number =>
  records.reduce((all, record) => all + of(record), 0);

function dayOf(date: string, records: readonly Campaign[]): CampaignDay {
  const users = shownUsers(sum(records, ({ plannedUsers }) => plannedUsers));
  const cost = sum(records, ({ plannedCostMinor }) => plannedCostMinor);
  return { date, users, costMinor: users === null ? null : cost };
}

/**
 * Parts of all days. Small parts are hidden day by day: from sums of two spans of days nobody learns what a single day's small
 * part was.
 */
function partsOf(days: Days, nameOf: (record: Campaign) => string): PartOfDays[] {
  const names = [...new Set(days.flatMap(([, records]) => records.map(nameOf)))].sort();
  const sums = new Map(names.map((name) => [name, { users: 0, costMinor: 0, hiddenDays: 0, shown: false }]));
  for (const [, records] of days) {
    const groups = names.map((name) => records.filter((record) => nameOf(record) === name));
    const { parts } = shownParts(groups.map((group) => sum(group, ({ plannedUsers }) => plannedUsers)));
    groups.forEach((group, i) => {
      const into = sums.get(names[i]!)!;
      const users = parts[i]!;
      if (users === null) into.hiddenDays += 1;
      else if (users > 0) {
        into.users += users;
        into.costMinor += sum(group, ({ plannedCostMinor }) => plannedCostMinor);
        into.shown = true;
      }
    });
  }
  return names.map((name) => {
    const { users, costMinor, hiddenDays, shown } = sums.get(name)!;
    const known = shown || hiddenDays === 0;
    return { name, users: known ? users : null, costMinor: known ? costMinor : null, hiddenDays };
  });
}
