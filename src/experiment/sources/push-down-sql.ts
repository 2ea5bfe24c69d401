import { aggregate, binary, call, cast, choose, column, countIf, literal } from '../../data/sql/build.js';
import type { NamedSql, Query, Source, Sql } from '../../data/sql/tree.js';
import type { ExposureConfig } from '../config/events-config.js';
import { type LogTable, userQuery } from './events-sql.js';

/** Caps of one outcome; null = none. */
export interface OutcomeCaps {
  readonly outcome: string;
  readonly lower: number | null;
  readonly upper: number | null;
}

/** One column of the analysis as the database computes it from an outcome. */
export interface PushedColumn {
  /** Metric, "metric per" or covariate. */
  readonly name: string;
  /** The outcome it is read from. */
  readonly outcome: string;
  /** The caps of its metric: its own outcome's, and for a ratio those of numerator and denominator. */
  readonly caps: readonly OutcomeCaps[];
  /** Numerator or denominator of a ratio: both are scaled by one factor instead of being set to a cap. */
  readonly scaled: boolean;
  /** Every value must be 0 or 1. */
  readonly binary: boolean;
}

const number = (value: number): Sql => cast(literal(value), 'float');

function users(config: ExposureConfig, source: LogTable): Source {
  return { kind: 'query', query: userQuery(config, source), alias: 'u' };
}

/** Quantiles (type 7) of outcomes over the users of all arms together, as `q_0`, `q_1`...: the caps of winsorising. */
export function capsQuery(
  config: ExposureConfig,
  source: LogTable,
  wanted: readonly { readonly outcome: string; readonly level: number }[],
): Query {
  return {
    columns: wanted.map(
      ({ outcome, level }, i): NamedSql => ({
        name: `q_${i}`,
        sql: aggregate('quantile', [column(outcome, 'u')], undefined, level),
      }),
    ),
    from: users(config, source),
  };
}

/** The value inside its caps. */
function insideCaps({ outcome, caps, scaled }: PushedColumn): Sql {
  const raw = column(outcome, 'u');
  if (scaled) {
    const factors = caps.flatMap(shrinkFactors);
    return factors.length === 0 ? raw : binary('*', raw, call('least', number(1), ...factors));
  }
  return caps.reduce<Sql>((value, { lower, upper }) => {
    const above = lower === null ? value : call('greatest', number(lower), value);
    return upper === null ? above : call('least', number(upper), above);
  }, raw);
}

/** What brings a value to the cap it is beyond; 1 for a value inside. */
function shrinkFactors(caps: OutcomeCaps): Sql[] {
  const raw = column(caps.outcome, 'u');
  return beyondCaps(caps).map(({ cap, beyond }) => choose(beyond, binary('/', number(cap), raw), number(1)));
}

function beyondCaps({
  outcome,
  lower,
  upper,
}: OutcomeCaps): { readonly cap: number; readonly beyond: Sql }[] {
  const raw = column(outcome, 'u');
  return [
    ...(upper === null ? [] : [{ cap: upper, beyond: binary('>', raw, number(upper)) }]),
    ...(lower === null ? [] : [{ cap: lower, beyond: binary('<', raw, number(lower)) }]),
  ];
}

function outsideCaps({ caps }: PushedColumn): Sql {
  return caps
    .flatMap(beyondCaps)
    .map(({ beyond }) => beyond)
    .reduce((a, b) => binary('or', a, b));
}

/**
 * Over all users: `m_i` the mean of column i, the point on which the moments are centred; `c_i` users whose value was
 * capped; `b_i` users whose value is neither 0 nor 1 where a proportion needs that; `above_i_k`, `below_i_k` users beyond
 * cap k of a ratio.
 */
export function pilotQuery(
  config: ExposureConfig,
  source: LogTable,
  columns: readonly PushedColumn[],
): Query {
  const named = columns.flatMap((pushed, i): NamedSql[] => {
    const raw = column(pushed.outcome, 'u');
    const neither = binary('and', binary('<>', raw, literal(0)), binary('<>', raw, literal(1)));
    const isCapped = pushed.caps.some(({ lower, upper }) => lower !== null || upper !== null);
    const extremes = pushed.scaled ? pushed.caps.flatMap((caps, k) => extremesOf(caps, `${i}_${k}`)) : [];
    return [
      { name: `m_${i}`, sql: aggregate('avg', [insideCaps(pushed)]) },
      ...(isCapped ? [{ name: `c_${i}`, sql: countIf(outsideCaps(pushed)) }] : []),
      ...extremes,
      ...(pushed.binary ? [{ name: `b_${i}`, sql: countIf(neither) }] : []),
    ];
  });
  return { columns: named, from: users(config, source) };
}

function extremesOf({ outcome, lower, upper }: OutcomeCaps, at: string): NamedSql[] {
  const raw = column(outcome, 'u');
  return [
    ...(upper === null ? [] : [{ name: `above_${at}`, sql: countIf(binary('>', raw, number(upper))) }]),
    ...(lower === null ? [] : [{ name: `below_${at}`, sql: countIf(binary('<', raw, number(lower))) }]),
  ];
}

/**
 * Sufficient statistics per variant: users, sums `s_i` and cross-products `p_i_j` of the columns minus `pilot`. Metrics,
 * denominators and covariates are all columns, so CUPED with any number of covariates, ratios and the OEC come out
 * of it. Centring keeps the digits that sums of squares lose; only this small table leaves the database.
 */
export function momentsQuery(
  config: ExposureConfig,
  source: LogTable,
  columns: readonly PushedColumn[],
  pilot: readonly number[],
): Query {
  const centred = columns.map((pushed, i) => binary('-', insideCaps(pushed), number(pilot[i]!)));
  const products = centred.flatMap((a, i) =>
    centred
      .slice(i)
      .map((b, j): NamedSql => ({ name: `p_${i}_${i + j}`, sql: aggregate('sum', [binary('*', a, b)]) })),
  );
  return {
    columns: [
      { name: 'variant', sql: column('variant', 'u') },
      { name: 'users', sql: aggregate('count', []) },
      ...centred.map((sql, i): NamedSql => ({ name: `s_${i}`, sql: aggregate('sum', [sql]) })),
      ...products,
    ],
    from: users(config, source),
    groupBy: [column('variant', 'u')],
  };
}
