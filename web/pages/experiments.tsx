import type { ExperimentLine, LookFigure, LookLine } from '../../src/dashboard/documents/experiments.js';
import { Progress } from '../charts/bars.js';
import { IntervalRows } from '../charts/interval-rows.js';
import { LineChart } from '../charts/line.js';
import { Empty, Part } from '../parts/card.js';
import { FiguresTable, LooksTable } from '../parts/look-tables.js';
import { Planner } from '../parts/planner.js';
import { documentOf } from '../store.js';
import {
  count,
  dayNumber,
  dayText,
  decimal,
  minus,
  named,
  percent,
  pValue,
  range,
  texts,
  users,
} from '../words.js';

const document_ = documentOf('experiments');
/** Below this the arms have other sizes than planned. */
const srmLimit = 0.001;

/** Experiments and how far they are; the planner of the next one. */
export function ExperimentsPage() {
  const found = document_.value;
  if (found === null) return <p role="status">{texts.value.frame.loading}</p>;
  const t = texts.value.experiments;
  return (
    <>
      {found.experiments.length === 0 && <Empty>{t.none}</Empty>}
      {found.experiments.map((experiment) => (
        <Experiment key={`${experiment.name} ${experiment.version}`} experiment={experiment} />
      ))}
      <Part title={t.planner} text={t.plannerText}>
        <Planner />
      </Part>
    </>
  );
}

function Experiment({ experiment }: { readonly experiment: ExperimentLine }) {
  const t = texts.value.experiments;
  const { name, version, state, late, looks } = experiment;
  const last = looks.at(-1);
  return (
    <Part title={t.title(name, version)}>
      <p class="about">
        <b>{state === null ? t.notRegistered : named(t.states, state)}</b>
        {last !== undefined &&
          ` · ${t.decision}: ${named(t.decisions, experiment.decision ?? last.decision)}`}
      </p>
      {late === true && <p class="failure">{t.late}</p>}
      {last === undefined ? (
        <Empty>{t.noLooks}</Empty>
      ) : (
        <>
          <div class="grid">
            <Sample experiment={experiment} last={last} />
            <Checks last={last} />
          </div>
          <div class="grid">
            <Effects figures={last.metrics} />
            <Limits looks={looks} />
          </div>
          <FiguresTable figures={last.metrics} />
          <LooksTable looks={looks} />
        </>
      )}
    </Part>
  );
}

function Sample({
  experiment: { plannedUsers, forecast },
  last,
}: {
  readonly experiment: ExperimentLine;
  readonly last: LookLine;
}) {
  const t = texts.value.experiments;
  const text =
    plannedUsers === null
      ? t.noPlan(users(last.users))
      : t.progressOf(users(last.users), count(plannedUsers));
  const part = last.progress === null ? '' : ` (${percent(last.progress, 0)})`;
  return (
    <div class="card">
      <h3>{t.progress}</h3>
      <Progress name={t.progress} share={last.progress} text={`${text}${part}`} />
      {forecast !== null && <p class="sub">{t.forecast(dayText(forecast))}</p>}
      {last.power !== null && (
        <>
          <Progress name={t.power} share={last.power} text={percent(last.power)} />
          <p class="sub">{t.powerText}</p>
        </>
      )}
    </div>
  );
}

function Checks({ last: { arms, srmP, metrics } }: { readonly last: LookLine }) {
  const t = texts.value.experiments;
  const isFine = srmP !== null && srmP >= srmLimit;
  const guardrails = metrics.filter(({ guardrail }) => guardrail !== null);
  return (
    <div class="card">
      <h3>{t.checks}</h3>
      <ul class="plain">
        {srmP !== null && (
          <li class={isFine ? 'good' : 'bad'}>
            <span aria-hidden="true">{isFine ? '✓' : '✗'}</span> {t.srm}:{' '}
            {isFine ? t.srmFine(pValue(srmP)) : t.srmBad(pValue(srmP))}
          </li>
        )}
        {guardrails.map(({ name, variant, guardrail }) => (
          <li
            key={`${name} ${variant}`}
            class={guardrail === 'passed' ? 'good' : guardrail === 'harmed' ? 'bad' : ''}
          >
            <span aria-hidden="true">
              {guardrail === 'passed' ? '✓' : guardrail === 'harmed' ? '✗' : '?'}
            </span>{' '}
            {t.guardrail} {name}: {t.guardrails[guardrail!]}
          </li>
        ))}
        {arms.map((arm) => (
          <li key={arm.name}>
            {t.arm} {arm.name}: {users(arm.users)} {texts.value.frame.users}
          </li>
        ))}
      </ul>
    </div>
  );
}

const fourDigits = (value: number): string => decimal(value, Math.abs(value) >= 100 ? 1 : 4);

function Effects({ figures }: { readonly figures: readonly LookFigure[] }) {
  const t = texts.value.experiments;
  const variants = new Set(figures.map(({ variant }) => variant));
  const rows = figures.map((figure) => ({
    ...{ value: figure.difference, low: figure.low, high: figure.high },
    name: variants.size > 1 ? `${figure.name}, ${figure.variant}` : figure.name,
    text:
      figure.difference === null
        ? '—'
        : `${fourDigits(figure.difference)} ${range({ value: null, low: figure.low, high: figure.high }, fourDigits)}`,
    tone:
      figure.guardrail === 'harmed'
        ? ('bad' as const)
        : figure.significant
          ? ('good' as const)
          : ('none' as const),
  }));
  return (
    <IntervalRows title={t.effects} description={t.effectsText} of={t.metric} rows={rows} shared={false} />
  );
}

function Limits({ looks }: { readonly looks: readonly LookLine[] }) {
  const t = texts.value.experiments;
  const known = looks.filter(({ statistic, boundary }) => statistic !== null || boundary !== null);
  if (known.length === 0) return null;
  const points = (of: (look: LookLine) => number | null) =>
    known.filter((look) => of(look) !== null).map((look) => ({ x: dayNumber(look.date), y: of(look) }));
  const lines = [
    { id: 'main', name: t.statistic, points: points(({ statistic }) => statistic), dots: true },
    { id: 'boundary', name: t.boundary, points: points(({ boundary }) => boundary), dots: true },
    {
      id: 'boundary lower',
      name: `${minus}${t.boundary}`,
      points: points(({ boundary }) => (boundary === null ? null : -boundary)),
      dots: true,
    },
  ];
  return (
    <LineChart
      title={t.looks}
      description={t.looksText}
      lines={lines}
      yText={(value) => decimal(value, 1)}
      whole
    />
  );
}
