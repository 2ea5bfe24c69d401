import type { CampaignsDocument, PartOfDays } from '../../src/dashboard/documents/campaigns.js';
import { Bars } from '../charts/bars.js';
import { LineChart } from '../charts/line.js';
import { Budget } from '../parts/budget.js';
import { Empty, Part } from '../parts/card.js';
import { Weeks } from '../parts/weeks.js';
import { documentOf } from '../store.js';
import { count, dayNumber, dayText, minor, named, texts, users } from '../words.js';

const document_ = documentOf('campaigns');

/** Plans, contacts and what they brought. */
export function CampaignsPage() {
  const found = document_.value;
  if (found === null) return <p role="status">{texts.value.frame.loading}</p>;
  const t = texts.value.campaigns;
  if (found.plan === null && found.days.length === 0 && found.weeks.length === 0)
    return <Empty>{t.none}</Empty>;
  return (
    <>
      {found.plan !== null && (
        <Part title={t.plan(dayText(found.plan.date))}>
          <Budget plan={found.plan} currency={found.currency} />
        </Part>
      )}
      <Part title={t.weeks}>
        <Weeks document={found} />
      </Part>
      <div class="grid">
        <Sizes document={found} />
        <ByPart title={t.byTier} parts={found.tiers} document={found} />
        <ByPart title={t.byAction} parts={found.actions} document={found} />
        <Days document={found} />
      </div>
    </>
  );
}

const tierOrder = ['high', 'medium', 'low'];
const tierName = (name: string): string => named(texts.value.model.tierNames, name);

function Sizes({ document: { plan } }: { readonly document: CampaignsDocument }) {
  const t = texts.value.campaigns;
  if (plan === null) return null;
  const tiers = plan.tiers.toSorted((a, b) => tierOrder.indexOf(a.name) - tierOrder.indexOf(b.name));
  const bars = tiers.map(({ name, users: value }) => ({
    name: tierName(name),
    value,
    text: users(value),
    tone: name,
  }));
  return (
    <Bars
      title={t.tierSizes}
      description={t.tierSizesText(dayText(plan.date))}
      of={texts.value.model.tier}
      valueName={texts.value.frame.users}
      bars={bars}
    />
  );
}

interface ByPartProps {
  readonly title: string;
  readonly parts: readonly PartOfDays[];
  readonly document: CampaignsDocument;
}

function ByPart({ title, parts, document: { currency } }: ByPartProps) {
  const t = texts.value.campaigns;
  if (parts.length === 0) return null;
  const sorted = parts.toSorted((a, b) => tierOrder.indexOf(a.name) - tierOrder.indexOf(b.name));
  const bars = sorted.map(({ name, users: value, costMinor }) => ({
    ...{ name: tierName(name), value },
    text: value === null ? users(value) : `${users(value)} · ${minor(costMinor, currency)}`,
  }));
  const hidden = parts.filter(({ hiddenDays }) => hiddenDays > 0);
  const note =
    hidden.length === 0 ? null : (
      <p class="sub">{`${t.hiddenDays}: ${hidden.map(({ name, hiddenDays }) => `${tierName(name)} ${count(hiddenDays)}`).join(', ')}`}</p>
    );
  return (
    <Bars
      title={title}
      description={t.byPartText}
      of={title}
      valueName={`${texts.value.frame.users} · ${texts.value.frame.cost}`}
      bars={bars}
      note={note}
    />
  );
}

function Days({ document: { days, currency } }: { readonly document: CampaignsDocument }) {
  const t = texts.value.campaigns;
  if (days.length === 0) return null;
  const line = (of: (day: (typeof days)[number]) => number | null) =>
    days.map((day) => ({ x: dayNumber(day.date), y: of(day) }));
  const whole = (value: number): string => minor(value, currency, Math.abs(value) < 10_000 ? 2 : 0);
  const hidden = days.filter(({ users: value }) => value === null).length;
  const note = hidden === 0 ? null : <p class="sub">{`${t.hiddenDays}: ${count(hidden)}`}</p>;
  return (
    <>
      <LineChart
        title={t.contacts}
        description={t.contactsText}
        lines={[{ id: 'main', name: t.treated, points: line((day) => day.users) }]}
        yText={(value) => count(value)}
        whole
        note={note}
      />
      <LineChart
        title={t.costs}
        description={t.costsText}
        lines={[{ id: 'main', name: texts.value.frame.cost, points: line((day) => day.costMinor) }]}
        yText={whole}
        whole
        note={note}
      />
    </>
  );
}
