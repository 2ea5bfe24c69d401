import type { ExperimentResult, SequentialRecord } from '../../experiment/records/records.js';
import { type Block, figure, heading, list, pair, table } from '../document.js';
import { count, decimal, missing, percent, probability, pValue } from '../format.js';
import { properName } from '../names.js';
import type { Texts } from '../texts/index.js';
import { formatOf, type MetricFormat, metricLabel, severalVariants } from './metric-format.js';

/** Every look against its boundary, and what can be said at any stop. */
export function sequentialSection(result: ExperimentResult, texts: Texts): Block[] {
  if (result.sequential.length === 0) return [];
  const several = severalVariants(result);
  return [
    heading(texts.experiment.sequential.heading),
    ...result.sequential.flatMap((record, i) => {
      const write = formatOf(result, record.metric, texts);
      const label = metricLabel({ name: record.metric, variant: record.variant }, several);
      return [
        heading(label, 3),
        ...pair(
          [figure(`experiment_sequential_${i + 1}`, texts.charts.sequential.title(label))],
          [list(statements(record, write, texts))],
        ),
        looks(record, write, texts),
      ];
    }),
  ];
}

function statements(record: SequentialRecord, write: MetricFormat, texts: Texts): string[] {
  const t = texts.experiment.sequential;
  const lines = [
    t.design(properName(record.family), properName(record.spending), String(record.plannedLooks)),
    record.stoppedAt === null ? t.open : t.stopped(String(record.stoppedAt)),
  ];
  if (record.adjustedP !== null)
    lines.push(t.adjusted(pValue(record.adjustedP), String(Number(record.alpha.toPrecision(4)))));
  if (record.estimate !== null) {
    const { value, low, high } = record.estimate;
    lines.push(t.estimate(write.difference(value), write.range(low, high)));
  }
  const { p, low, high } = record.alwaysValid;
  lines.push(t.always(pValue(p), write.range(low, high)));
  const power = record.conditionalPower;
  if (power !== null) lines.push(t.power(chance(power.trend), chance(power.none), chance(power.design)));
  if (record.predictivePower !== null) lines.push(t.predictive(chance(record.predictivePower)));
  if (record.futile) lines.push(t.futile);
  lines.push(...posteriorRule(record, texts));
  return lines;
}

const chance = (p: number | null): string => probability(p, 1);

// Its averages stand beside it: looked at daily, a posterior threshold stops far too often.
function posteriorRule({ bayesian: rule }: SequentialRecord, texts: Texts): string[] {
  if (rule === null) return [];
  const t = texts.experiment.sequential;
  const [win, lose] = [percent(rule.win), percent(rule.lose)];
  const what =
    rule.stop === null
      ? t.posteriorOpen(win, lose, probability(rule.probability))
      : t.posteriorStop(win, lose, String(rule.stop.look), t.posteriorVerdicts[rule.stop.verdict]);
  return [
    what,
    t.posteriorNone(chance(rule.none.win), chance(rule.none.lose), probability(rule.calibratedWin)),
    t.posteriorDesign(chance(rule.design.win), chance(rule.design.lose)),
  ];
}

function looks(record: SequentialRecord, write: MetricFormat, texts: Texts): Block {
  const t = texts.experiment.sequential;
  const rows = record.looks.map((look) => [
    String(look.look),
    look.date ?? missing,
    count(look.users),
    percent(look.information),
    write.difference(look.difference),
    decimal(look.z, 3),
    look.boundary === Number.MAX_VALUE ? '∞' : decimal(look.boundary, 3),
    pValue(look.nominalP),
    decimal(look.alphaSpent, 5),
    look.crossed ? texts.yes : texts.no,
  ]);
  const head = [
    t.look,
    t.date,
    t.users,
    t.information,
    t.difference,
    t.z,
    t.boundary,
    t.nominal,
    t.spent,
    t.crossed,
  ];
  return table(head, rows, 2, [9]);
}
