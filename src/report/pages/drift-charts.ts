import type { ColumnDrift } from '../../monitor/drift/column-records.js';
import type { DriftReport } from '../../monitor/drift/records.js';
import { distancesChart, mostBars } from '../charts/drift/distances.js';
import { type ColumnShares, distributionsChart } from '../charts/drift/distributions.js';
import type { ChartSpec } from '../charts/theme.js';
import { significant } from '../format.js';
import type { Texts } from '../texts/index.js';

/** Columns whose distributions are drawn, and bins of each. */
const drawnColumns = 4;
const drawnBins = 12;

/** The pictures of a drift report: distances, the columns that changed most, and the score. */
export function driftCharts(report: DriftReport, texts: Texts): ReadonlyMap<string, ChartSpec> {
  const t = texts.drift.chart;
  const charts = new Map<string, ChartSpec>();
  const measured = report.columns.filter(({ ks }) => ks !== null);
  const byDistance = measured.toSorted((a, b) => b.ks! - a.ks!);
  if (byDistance.length > 0) {
    const bars = byDistance.slice(0, mostBars).map(({ name, ks, ksLow, state, expected }) => ({
      ...{ name, distance: ks!, low: ksLow ?? 0 },
      verdict:
        expected !== null
          ? ('none' as const)
          : state === 'certain'
            ? ('certain' as const)
            : ('other' as const),
    }));
    charts.set('drift_distances', distancesChart(bars, report.rule.limit, texts));
    const shares = byDistance.slice(0, drawnColumns).map((column) => sharesOf(column, texts));
    charts.set('drift_distributions', distributionsChart(shares, t.distributions, texts));
  }
  if (report.score !== null && report.score.ks !== null) {
    const score = { ...sharesOf(report.score, texts), name: texts.drift.score };
    charts.set('drift_score', distributionsChart([score], t.score, texts));
  }
  return charts;
}

function sharesOf(column: ColumnDrift, texts: Texts): ColumnShares {
  const { reference, current } = column.counts;
  const [n, m] = [sum(reference), sum(current)];
  const labels = column.bins.map((_, place) => labelOf(column, place, texts));
  const bins = labels.map((label, place) => ({
    label,
    before: n === 0 ? 0 : reference[place]! / n,
    now: m === 0 ? 0 : current[place]! / m,
  }));
  const shown = bins.filter(
    ({ before, now }, place) => before + now > 0 || typeof column.bins[place] === 'number',
  );
  return { name: column.name, bins: column.kind === 'numeric' ? shown : largest(shown, texts) };
}

/** Many categories become the largest ones and one bar for all others. */
function largest(bins: ColumnShares['bins'], texts: Texts): ColumnShares['bins'] {
  if (bins.length <= drawnBins) return bins;
  const sorted = bins.toSorted((a, b) => b.before + b.now - a.before - a.now);
  const rest = sorted.slice(drawnBins - 1);
  const others = { before: sum(rest.map(({ before }) => before)), now: sum(rest.map(({ now }) => now)) };
  return [...sorted.slice(0, drawnBins - 1), { label: texts.drift.chart.others, ...others }];
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);

const special = { '(other)': 'others', '(unseen)': 'unseen', '(missing)': 'missing' } as const;

function labelOf({ bins, kind }: ColumnDrift, place: number, texts: Texts): string {
  const t = texts.drift.chart;
  const bin = bins[place]!;
  // The last bins are not the user's own categories.
  const isOwn = place < bins.length - (kind === 'numeric' ? 1 : 3);
  if (!isOwn && typeof bin === 'string' && bin in special) return t[special[bin as keyof typeof special]];
  if (typeof bin === 'number') return t.below(significant(bin, 3));
  if (bin === null) return place === 0 ? t.all : t.from(significant(bins[place - 1] as number, 3));
  return bin;
}
