import { shownParts, shownUsers } from '../../dashboard/pages/cells.js';
import type { CampaignRecord, State } from '../../entries/state.js';
import { askState, recordsOf } from '../../pipeline/state/recompute.js';
import { projectOf } from '../projects.js';
import { day, limit, project, tool } from '../tool.js';

export const campaignResults = tool(
  'campaign_results',
  { project, day: day.optional(), limit },
  async ({ state }, given) => {
    const of = await projectOf(state, given.project);
    return given.day === undefined ? weeksOf(state, of, given.limit) : dayOf(state, of, given.day);
  },
);

async function weeksOf(state: State, of: string, most: number) {
  const { records, source } = await recordsOf(state, 'campaign', {
    ...{ where: { project: of, tier: '*', action: '*' }, newest: true, limit: most },
  });
  return {
    answer: { project: of, weeks: records.map(shownWeek), of: source.of },
    records: [source],
  };
}

const shownWeek = (week: CampaignRecord) => ({
  ...{ day: week.date, campaign: week.campaign, currency: week.currency },
  ...{ treated: shownUsers(week.sent), held: shownUsers(week.holdout), spentMinor: week.spentMinor },
  recall: { value: week.recall, low: week.recallLow, high: week.recallHigh },
  netGmvMinor: { value: week.netGmvMinor, low: week.netGmvLowMinor, high: week.netGmvHighMinor },
  claimedMinor: week.plannedProfitMinor,
});

/** What was planned on a day. Groups of 1 to 9 users are hidden with their money. */
async function dayOf(state: State, of: string, date: string) {
  const { rows, source } = await askState(state, {
    table: 'winback_campaign',
    sql: `SELECT "tier", "action", "currency", "planned_users", "planned_cost_minor", "planned_profit_minor" FROM winback_campaign WHERE "project" = ? AND "date" = ? AND "tier" <> '*' ORDER BY "tier", "action", "campaign"`,
    ...{ cells: [of, date], limit: 1000 },
  });
  const { parts, total } = shownParts(rows.map((row) => Number(row['planned_users'])));
  const groups = rows.map((row, i) => {
    const users = parts[i]!;
    const { tier, action, currency } = row;
    const money = [row['planned_cost_minor'], row['planned_profit_minor']] as const;
    const [costMinor, profitMinor] = users === null ? [null, null] : money;
    return { tier, action, currency, users, costMinor, profitMinor };
  });
  return { answer: { project: of, day: date, users: total, groups, of: source.of }, records: [source] };
}
