import type { ExperimentResult, MixRecord } from '../../experiment/records/records.js';
import { type Block, code, heading, type Inline, list, paragraph, table } from '../document.js';
import { count, percent, pRelation, typographic } from '../format.js';
import type { Texts } from '../texts/index.js';
import { formatOf } from './metric-format.js';

type Definition = NonNullable<ExperimentResult['definitions']>[number];
type Effect = MixRecord['oldMix'][number];

/** What every metric of the dictionary means, and the rules it was computed by. */
export function definitionsSection({ definitions = [] }: ExperimentResult, texts: Texts): Block[] {
  if (definitions.length === 0) return [];
  const t = texts.experiment.definitions;
  return [
    heading(t.heading),
    paragraph(t.text),
    list(
      definitions.map((definition): Inline => [code(definition.name), texts.colon, told(definition, texts)]),
    ),
  ];
}

function told(definition: Definition, texts: Texts): string {
  const t = texts.experiment.definitions;
  const { meaning, numerator, denominator, deduplication, refunds, outliers, bots } = definition;
  const source = ({ column, event, count: how, value }: Definition['numerator']): string =>
    column === undefined ? t.events[how](event!, value ?? '') : t.column(column);
  const caps =
    outliers === 'none'
      ? t.noCaps
      : t.caps(
          Object.entries(outliers)
            .flatMap(([key, value]) => (value === undefined ? [] : [`${key} ${value}`]))
            .join(', '),
        );
  const parts = [
    texts.language === 'zh' ? meaning.zh : meaning.en,
    t.measured(t.kinds[definition.kind], t.levels[definition.level], definition.unit),
    t.numerator(source(numerator)),
    ...(denominator === undefined ? [] : [t.denominator(source(denominator))]),
    deduplication === 'none' ? t.noDeduplication : t.deduplication(deduplication.by.join(', ')),
    refunds === 'none' ? t.noRefunds : t.refunds(refunds.event, refunds.value ?? ''),
    caps,
    t.bots[bots],
    t.direction[definition.direction],
    t.owner(definition.owner, definition.version, definition.digest.slice(0, 12)),
  ];
  return typographic(parts.join(texts.semicolon));
}

/** How the mix of users moved, with the effects for the mix of the first days. */
export function mixSection(result: ExperimentResult, texts: Texts): Block[] {
  const { mix: records = [] } = result;
  if (records.length === 0) return [];
  const t = texts.experiment.mix;
  return [
    heading(t.heading),
    ...records.flatMap((mix): Block[] => [
      paragraph([
        code(mix.column),
        texts.colon,
        typographic(
          t.text(
            mix.moved ? t.moved : t.held,
            percent(mix.distance, 1),
            pRelation(mix.p),
            count(mix.days.early),
            count(mix.days.late),
          ),
        ),
      ]),
      table(
        [t.value, t.early, t.late],
        mix.values.map(({ value, early, late }): Inline[] => [code(value), percent(early), percent(late)]),
      ),
      ...(mix.oldMix.length === 0 ? [] : [effectTable(result, mix.oldMix, t.oldMix, texts)]),
    ]),
  ];
}

function effectTable(
  result: ExperimentResult,
  effects: readonly Effect[],
  title: string,
  texts: Texts,
): Block {
  const t = texts.experiment;
  const rows = effects.map((effect): Inline[] => {
    const now = result.metrics.find(
      ({ name, variant }) => name === effect.metric && variant === effect.variant,
    );
    const format = formatOf(result, effect.metric, texts);
    return [
      code(effect.metric),
      code(effect.variant),
      format.difference(now?.difference ?? null),
      format.difference(effect.difference),
      format.range(effect.low, effect.high),
    ];
  });
  return table([t.metrics.metric, t.metrics.variant, t.mix.now, title, t.metrics.interval], rows, 2);
}

/** What leaving programs out changes. */
export function botSection(result: ExperimentResult, texts: Texts): Block[] {
  const { bots = null } = result;
  if (bots === null || bots.users === 0) return [];
  const t = texts.experiment.bots;
  const rows = bots.effects.map(({ without, with: within }): Inline[] => {
    const format = formatOf(result, without.metric, texts);
    return [
      ...[code(without.metric), code(without.variant)],
      ...[format.difference(without.difference), format.range(without.low, without.high)],
      ...[format.difference(within.difference), format.range(within.low, within.high)],
    ];
  });
  const m = texts.experiment.metrics;
  const arms = bots.arms.map(({ variant, users }) => `${variant} ${count(users)}`).join(texts.comma);
  return [
    heading(t.heading),
    paragraph(typographic(t.text(count(bots.users), percent(bots.share, 2), arms))),
    table([m.metric, m.variant, t.without, m.interval, t.with, m.interval], rows, 2),
  ];
}
