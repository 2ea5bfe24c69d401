import type { OpenAlert, RunDay, TodayDocument } from '../../src/dashboard/documents/today.js';
import { Empty, Headline, Part } from '../parts/card.js';
import { Runs } from '../parts/runs.js';
import { documentOf } from '../store.js';
import {
  count,
  dayNumber,
  decimal,
  minor,
  named,
  percent,
  pointsWithRange,
  range,
  sentence,
  shortDay,
  texts,
  timeOf,
  users,
} from '../words.js';

const document_ = documentOf('today');
/** Hours without a step after which a daily run is missed. */
const silentHours = 26;

/** What stands out now. */
export function TodayPage() {
  const found = document_.value;
  if (found === null) return <p role="status">{texts.value.frame.loading}</p>;
  const t = texts.value.today;
  const { tone, text } = verdictOf(found);
  return (
    <>
      <p class={`verdict ${tone}`}>{text}</p>
      <Headlines document={found} />
      <Part title={t.alerts}>
        {found.alerts.length === 0 ? <Empty>{t.noAlerts}</Empty> : <Alerts alerts={found.alerts} />}
      </Part>
      <Part title={t.runs} text={t.runsText}>
        {found.days.length === 0 ? <Empty>{t.noRuns}</Empty> : <Runs days={found.days} />}
      </Part>
    </>
  );
}

function verdictOf({ alerts, days, lastStepAt, madeAt }: TodayDocument): { tone: string; text: string } {
  const t = texts.value.today.verdict;
  const firing = (severity: OpenAlert['severity']): number =>
    alerts.filter((alert) => alert.severity === severity && alert.state === 'firing' && !alert.explained)
      .length;
  const [critical, warnings] = [firing('critical'), firing('warning')];
  const last = days.at(-1);
  if (critical > 0)
    return { tone: 'bad', text: critical === 1 ? t.oneCritical : t.critical(count(critical)) };
  if (last !== undefined && hasFailed(last)) return { tone: 'bad', text: t.failed(last.date) };
  if (lastStepAt === null) return { tone: 'none', text: t.learning };
  const hours = Math.floor((madeAt - lastStepAt) / 3.6e9);
  if (hours >= silentHours) return { tone: 'warn', text: t.silent(count(hours)) };
  if (warnings > 0)
    return { tone: 'warn', text: warnings === 1 ? t.oneWarning : t.warnings(count(warnings)) };
  return { tone: 'good', text: t.fine };
}

const hasFailed = ({ state, steps }: RunDay): boolean =>
  state === 'failed' || steps.some((step) => step.state === 'failed');

function Headlines({ document: { scored, spend, brought } }: { readonly document: TodayDocument }) {
  const t = texts.value.today;
  const names = texts.value.model.tierNames;
  const on = (day: string): string => t.on(shortDay(dayNumber(day)));
  const tiers = scored?.tiers
    .toReversed()
    .map((tier) => `${named(names, tier.name)} ${users(tier.users)}`)
    .join(' · ');
  const isKnown = spend !== null && spend.spentMinor !== null;
  const part = isKnown && spend.budgetMinor > 0 ? percent(spend.spentMinor! / spend.budgetMinor) : '—';
  const pointOf = (value: number | null) => pointsWithRange({ value, low: null, high: null });
  const week = brought && t.week(shortDay(dayNumber(brought.date)));
  return (
    <div class="kpis">
      <Headline
        name={t.scored}
        value={scored && users(scored.users)}
        sub={scored && `${tiers} · ${on(scored.date)}`}
        empty={t.scoredNone}
      />
      <Headline
        name={t.spent}
        value={spend && minor(spend.spentMinor, spend.currency)}
        sub={spend && `${t.spentOf(minor(spend.budgetMinor, spend.currency), part)} · ${on(spend.date)}`}
        empty={t.spentNone}
      />
      <Headline
        name={t.recall}
        value={brought && pointOf(brought.recall.value)}
        sub={brought && `${t.against(range(brought.recall, (value) => decimal(value * 100, 1)))} · ${week}`}
        empty={t.recallNone}
      />
      <Headline
        name={t.netGmv}
        value={brought && minor(brought.netGmvMinor.value, brought.currency)}
        sub={
          brought &&
          `${t.against(range(brought.netGmvMinor, (value) => minor(value, brought.currency)))} · ${week}`
        }
        empty={t.recallNone}
      />
    </div>
  );
}

function Alerts({ alerts }: { readonly alerts: readonly OpenAlert[] }) {
  const t = texts.value.today;
  return (
    <ul class="alerts">
      {alerts.map((alert) => (
        <li key={alert.fingerprint} class={`card ${alert.severity} ${alert.explained ? 'quiet' : ''}`}>
          <b>{t.severities[alert.severity]}</b> {sentence(alert.text)}
          <p class="sub">{[t.since(timeOf(alert.firstAt)), ...marksOf(alert)].join(' · ')}</p>
        </li>
      ))}
    </ul>
  );
}

function marksOf({ ackBy, mutedUntil, flapping, explained }: OpenAlert): string[] {
  const t = texts.value.today.marks;
  return [
    ...(ackBy === null ? [] : [t.ack(ackBy)]),
    ...(mutedUntil === null ? [] : [t.muted(timeOf(mutedUntil))]),
    ...(flapping ? [t.flapping] : []),
    ...(explained ? [t.explained] : []),
  ];
}
