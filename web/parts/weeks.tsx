import type { CampaignsDocument, CampaignWeek } from '../../src/dashboard/documents/campaigns.js';
import { IntervalRows } from '../charts/interval-rows.js';
import { minor, missing, pointsWithRange, range, texts, users } from '../words.js';
import { Empty } from './card.js';
import { Table } from './table.js';

/** What each week of campaigns brought. */
export function Weeks({ document: { weeks, currency } }: { readonly document: CampaignsDocument }) {
  const t = texts.value.campaigns;
  const known = weeks.filter(({ recall }) => recall.value !== null);
  if (weeks.length === 0) return <Empty>{t.noWeeks}</Empty>;
  const tone = ({ low, high }: { low: number | null; high: number | null }) =>
    low !== null && low > 0 ? 'good' : high !== null && high < 0 ? 'bad' : 'none';
  const recalled = known.map(
    ({ date, recall }) =>
      ({
        name: date,
        ...recall,
        tone: tone(recall),
        text: pointsWithRange(recall),
      }) as const,
  );
  const whole = digits(known);
  const brought = known.map(
    ({ date, netGmvMinor: net }) =>
      ({
        name: date,
        ...net,
        tone: tone(net),
        text: `${minor(net.value, currency, whole)} ${range(net, (value) => minor(value, currency, whole))}`,
      }) as const,
  );
  return (
    <>
      {known.length > 0 && (
        <div class="grid">
          <IntervalRows title={t.recall} description={t.recallText} of={t.week} rows={recalled} />
          <IntervalRows title={t.netGmv} description={t.netGmvText} of={t.week} rows={brought} />
        </div>
      )}
      <div class="card">
        <Table
          label={t.netGmv}
          head={[t.week, t.treated, t.held, t.recall, t.netGmv, t.claimed, t.perContact]}
          rows={weeks.map((week) => [week.date, ...rowOf(week, currency)])}
        />
      </div>
    </>
  );
}

/** Money of thousands needs no hundredths. */
const digits = (weeks: readonly CampaignWeek[]): number =>
  Math.max(0, ...weeks.map(({ netGmvMinor }) => Math.abs(netGmvMinor.value ?? 0))) >= 1e5 ? 0 : 2;

function rowOf(week: CampaignsDocument['weeks'][number], currency: string): string[] {
  const { treated, held, recall, netGmvMinor, claimedMinor, netOfContactMinor } = week;
  if (recall.value === null)
    return [missing, missing, texts.value.campaigns.notEvaluable, missing, missing, missing];
  const contact = netOfContactMinor === null ? missing : minor(netOfContactMinor, currency);
  return [
    users(treated),
    users(held),
    pointsWithRange({ ...recall, low: null, high: null }),
    minor(netGmvMinor.value, currency),
    minor(claimedMinor, currency),
    contact,
  ];
}
