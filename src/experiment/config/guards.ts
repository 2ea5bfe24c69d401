import { ensure } from '../../base/errors.js';
import { requirePart, requireShape } from '../../base/shape.js';

/** Shapes of what the functions of experiments are given, so that a caller without types gets BAD_INPUT. */

/** @throws BAD_INPUT unless `config` is what experimentConfig gives */
export function requireConfig(config: unknown): void {
  requireShape(config, 'config', {
    ...{ name: 'text', control: 'text', treatments: 'list', metrics: 'list', data: 'object' },
    ...{ exclude: 'list', prior: 'list', alpha: 'number', timeZone: 'text' },
  });
}

/** @throws BAD_INPUT unless `data` is what dataFromTable and its like give */
export function requireData(data: unknown): void {
  requireShape(data, 'data', {
    ...{ columns: 'list', cells: 'list', strata: 'list', facts: 'object', counts: 'object', ledger: 'list' },
  });
}

/** @throws BAD_INPUT unless these are what an analysis needs */
export function requireAnalysis(data: unknown, config: unknown): void {
  requireData(data);
  requireConfig(config);
}

/** @throws BAD_INPUT unless these are what the queries of events need */
export function requireEvents(db: unknown, source: unknown, events: unknown, config: unknown): void {
  requireShape(db, 'db', { rows: 'function' });
  requirePart(source, 'source', 'text');
  requireShape(events, 'events', {
    ...{ user: 'text', event: 'text', time: 'text', variant: 'text', exposure: 'text' },
    ...{ outcomes: 'list', windowDays: 'number', asOf: 'text' },
  });
  requireConfig(config);
}

/** @throws BAD_INPUT unless treatment flags and numbers are arrays of one length */
export function requireRows(rows: Readonly<Record<string, unknown>>): void {
  const lengths = Object.entries(rows).map(([name, values]) => {
    requirePart(values, name, 'numbers');
    return [name, (values as ArrayLike<number>).length] as const;
  });
  const [first, ...rest] = lengths;
  for (const [name, length] of rest)
    ensure(length === first![1], `${name} has ${length} values, ${first![0]} has ${first![1]}`);
}
