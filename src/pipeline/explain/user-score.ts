import { probabilityOf } from '../../model/reasons/raw-parts.js';
import { riskTiers, tierOf } from '../../model/risk-tiers.js';
import type { StoredModel } from '../../registry/model-store.js';
import type { ExplainedFeature } from '../../report/texts/explain-values.js';
import type { PartsOfUser } from './parts-of-user.js';
import { strongestParts } from './parts-of-user.js';
import { type ExplainSource, type Statement, statement } from './statement.js';

/** What the score of a user is. */
export function scoreStatement(
  model: StoredModel,
  user: string,
  probability: number,
  source: ExplainSource,
): Statement {
  const threshold = model.threshold.value;
  const tier = riskTiers[tierOf(probability)]!.name;
  return statement(
    'score',
    { user, probability, tier, threshold, contact: probability >= threshold },
    source,
  );
}

/** Start, strongest reasons, rest, their sum, and what calibration makes of it. @param count of reasons */
export function reasonStatements(
  model: StoredModel,
  { start, parts, logOdds, raw, probability }: PartsOfUser,
  count: number,
  source: ExplainSource,
): readonly Statement[] {
  const shown = strongestParts(parts, count);
  const rest = parts.filter((part) => !shown.includes(part));
  const adds = rest.reduce((sum, part) => sum + part.adds, 0);
  const { method } = model.calibration;
  return [
    statement('start', { logOdds: start, probability: probabilityOf(start) }, source),
    ...shown.map((part) => statement('reason', part, source)),
    ...(rest.length === 0 ? [] : [statement('rest', { features: rest.length, adds }, source)]),
    statement('sum', { logOdds, probability: raw }, source),
    statement('calibration', { method, before: raw, after: probability }, source),
  ];
}

/** What moved since an older file, the largest change first. @param count of changes */
export function changeStatements(
  now: PartsOfUser,
  before: PartsOfUser,
  count: number,
  source: ExplainSource,
): readonly Statement[] {
  const pairs = now.parts.map((part, i) => ({ part, old: before.parts[i]! }));
  const moved = pairs.filter(({ part, old }) => part.value !== old.value || part.adds !== old.adds);
  const same = pairs.every(({ part, old }) => part.value === old.value);
  const file = source.record;
  const size = ({ part, old }: (typeof pairs)[number]): number => Math.abs(part.adds - old.adds);
  const largest = moved.sort((a, b) => size(b) - size(a)).slice(0, count);
  return [
    statement('score-change', { file, before: before.probability, now: now.probability }, source),
    ...(same ? [statement('no-change', { file }, source)] : []),
    ...largest.map(({ part, old }) => statement('reason-change', changed(part, old), source)),
  ];
}

const changed = (part: ExplainedFeature, old: ExplainedFeature) => ({
  ...part,
  valueBefore: old.value,
  addsBefore: old.adds,
});
