import type { LookFigure, LookLine } from '../../src/dashboard/documents/experiments.js';
import { decimal, missing, named, percent, probability, pValue, range, texts, users } from '../words.js';
import { Table } from './table.js';

const four = (value: number): string => decimal(value, Math.abs(value) >= 100 ? 1 : 4);

/** Every metric of the newest look. */
export function FiguresTable({ figures }: { readonly figures: readonly LookFigure[] }) {
  const t = texts.value.experiments;
  const head = [
    t.metric,
    texts.value.model.figure,
    t.arm,
    t.difference,
    texts.value.frame.interval,
    t.p,
    t.pAdjusted,
    t.pBetter,
    t.cuped,
  ];
  const rows = figures.map((figure) => [
    figure.name,
    named(t.roles, figure.role),
    figure.variant,
    figure.difference === null ? missing : four(figure.difference),
    range({ value: null, low: figure.low, high: figure.high }, four) || missing,
    pValue(figure.p),
    pValue(figure.pAdjusted),
    probability(figure.pBetter),
    percent(figure.varianceRemoved),
  ]);
  return (
    <div class="card">
      <Table label={t.effects} head={head} rows={rows} textColumns={[1, 2]} />
    </div>
  );
}

/** Every look with its limit and result. */
export function LooksTable({ looks }: { readonly looks: readonly LookLine[] }) {
  const t = texts.value.experiments;
  const rows = looks
    .toReversed()
    .map((look) => [
      look.date,
      look.look === 0 ? t.between : String(look.look),
      users(look.users),
      decimal(look.statistic, 2),
      decimal(look.boundary, 2),
      crossed(look),
      named(t.decisions, look.decision),
    ]);
  return (
    <div class="card">
      <Table
        label={t.looks}
        head={[t.date, t.look, t.users, t.statistic, t.boundary, t.result, t.decision]}
        rows={rows}
        textColumns={[1, 5, 6]}
      />
    </div>
  );
}

function crossed({ look, statistic, boundary }: LookLine): string {
  const t = texts.value.experiments;
  if (look === 0 || statistic === null || boundary === null) return missing;
  return Math.abs(statistic) >= boundary ? t.crossed : t.within;
}
