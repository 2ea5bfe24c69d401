import {
  aggregate,
  all,
  binary,
  call,
  column,
  countIf,
  equal,
  isIn,
  literal,
  sumIf,
} from '../../data/sql/build.js';
import type { Sql } from '../../data/sql/tree.js';
import type { EventsConfig, WindowsConfig } from '../config.js';
import { changesClocks } from '../log/time-sql.js';
import type { Role } from '../mapping.js';
import { lastDays, type Span } from './span.js';

/** Test whether the role of an event is one of these. */
export type RoleTest = (roles: readonly Role[]) => Sql;

/** One list of roles. */
export const inList: RoleTest = (roles) => isIn(column('role'), roles);

/**
 * DuckDB 1.5.5 plans `IN` on an ENUM as a comparison of texts: every event becomes text again for every aggregate. `=` on
 * an ENUM compares its codes.
 */
export const oneByOne: RoleTest = (roles) =>
  roles.length === 0
    ? inList(roles)
    : roles
        .map((role) => equal(column('role'), literal(role)))
        .reduce((left, right) => binary('or', left, right));

/**
 * Words for definitions over the events of one user up to the snapshot day. The rows are those of the
 * normalised log with `age`, the days before the snapshot (0 = the snapshot day itself).
 */
export class EventVocabulary {
  readonly windows: WindowsConfig;
  readonly #active: readonly Role[];
  readonly #subtractRefunds: boolean;
  readonly #instant: string;
  readonly #roleTest: RoleTest;

  /** @param roleTest how SQL asks for one of several roles; the feature version is of the default */
  constructor(
    windows: WindowsConfig,
    events: Pick<EventsConfig, 'active' | 'subtractRefunds' | 'timeZone'>,
    roleTest: RoleTest = inList,
  ) {
    this.windows = windows;
    this.#roleTest = roleTest;
    this.#active = events.active;
    this.#subtractRefunds = events.subtractRefunds;
    this.#instant = instantColumn(events.timeZone);
  }

  /** Rows of these ages. */
  within({ from, to }: Span = lastDays(this.windows.observationDays)): Sql {
    if (to === null) return from === 0 ? literal(true) : binary('>=', column('age'), literal(from));
    const before = binary('<', column('age'), literal(to));
    return from === 0 ? before : all(binary('>=', column('age'), literal(from)), before);
  }

  is(...given: readonly Role[]): Sql {
    return this.#roleTest(given);
  }

  get active(): Sql {
    return this.#roleTest(this.#active);
  }

  count(condition: Sql, span: Span): Sql {
    return countIf(all(condition, this.within(span)));
  }

  /** Days with at least one event where `condition` holds. */
  days(condition: Sql, span: Span): Sql {
    const filter = all(condition, this.within(span));
    if (!fitsMask(span)) return aggregate('countDistinct', [column('age')], filter);
    return call('coalesce', call('bitCount', this.dayMask(filter)), literal(0));
  }

  /** A bit a day: bit k is 1 where `condition` holds on some event k days before the snapshot; k < 62. */
  dayMask(condition: Sql): Sql {
    const bit = call('shiftLeft', literal(1), call('least', column('age'), literal(maskDays)));
    return aggregate('bitOr', [bit], condition);
  }

  /** Microseconds of an event: their differences are the time that passed, also where clocks are changed. */
  get micros(): Sql {
    return call('epochMicros', column(this.#instant));
  }

  /** Net amount paid in fen; 0 where nothing was paid. */
  paid(span: Span): Sql {
    const sum = (role: Role): Sql =>
      call('coalesce', sumIf(column('amount'), all(this.is(role), this.within(span))), literal(0));
    return this.#subtractRefunds ? binary('-', sum('payment'), sum('refund')) : sum('payment');
  }

  whereRole(role: Role, span: Span): Sql {
    return all(equal(column('role'), literal(role)), this.within(span));
  }
}

/**
 * Column of the normalised log whose differences are the time between events: the times of clocks where these are never
 * changed, else UTC.
 */
export function instantColumn(timeZone: string): 'at' | 'utc' {
  return changesClocks(timeZone) ? 'utc' : 'at';
}

/** Days a 64-bit mask can hold, less the sign and one for the shift by a day. */
export const maskDays = 62;

/** Whether the days of a window are bits of one mask. */
export const fitsMask = ({ to }: Span): boolean => to !== null && to <= maskDays;
