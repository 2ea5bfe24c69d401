import { ensure, WinbackError } from '../base/errors.js';
import type { Cell } from '../stores/sql/store.js';
import type { Statement } from '../stores/sql/transactions.js';
import { kindNames, kinds } from './kinds.js';
import { migrations } from './migrations/list.js';
import { metaOf, metaStatement, pagesOf } from './reads.js';
import type { StateKind } from './records.js';
import { putStatements, requireState, type State } from './state.js';

/** Form of the lines. A later form has another number. */
const form = 1;
/** Remarks about the state that belong to it wherever it is. */
const keptRemarks = ['key check', 'forgotten'];
/** Lines that are read into one transaction. */
const linesAtOnce = 1000;

// Some readers end a line at these two characters too, which JSON leaves as they are.
const lineOf = (value: unknown): string =>
  JSON.stringify(value).replaceAll('\u2028', '\\u2028').replaceAll('\u2029', '\\u2029');

/**
 * The whole state as lines of JSON, all of one moment: a head, each record as `{kind, record}`, and an end with the number
 * of records. The same records give the same lines.
 * @param state open
 *
 * @example
 * ```ts
 * import { exportLines, openState } from 'winback/state';
 *
 * const state = await openState('out/empty.db');
 * const lines: string[] = [];
 * for await (const line of exportLines(state)) lines.push(line);
 * await state.close();
 * lines.at(-1); // '{"end":true,"records":0}'
 * ```
 */
export async function* exportLines(state: State): AsyncGenerator<string> {
  requireState(state);
  const snapshot = await state.database.snapshot();
  try {
    const remarks: Record<string, string> = {};
    for (const name of keptRemarks) {
      const value = await metaOf(state, name);
      if (value !== null) remarks[name] = value;
    }
    yield lineOf({ winback: 'state', form, migration: migrations.length, remarks });
    let records = 0;
    for (const kind of kindNames)
      for await (const page of pagesOf(kind, snapshot))
        for (const record of page) {
          records += 1;
          yield lineOf({ kind, record });
        }
    yield lineOf({ end: true, records });
  } finally {
    await snapshot.close();
  }
}

/**
 * Reads the lines of an export into an empty state. A state into which an import was not finished cannot be opened.
 * @param state open, and empty
 * @param lines of the export, without their ends
 * @returns records that were read
 * @throws WinbackError BAD_INPUT for a state that is not empty, a line that is no record, or an export that was cut
 *
 * @example
 * ```ts
 * import { exportLines, importLines, openState } from 'winback/state';
 *
 * const [from, to] = [await openState('out/from.db'), await openState('out/to.db')];
 * await from.put({ holding: [{ project: 'shop', place: 'list.csv', what: 'list', at: 1 }] });
 * const records = await importLines(to, exportLines(from));
 * await Promise.all([from.close(), to.close()]);
 * records; // 1
 * ```
 */
export async function importLines(state: State, lines: AsyncIterable<string>): Promise<number> {
  requireState(state);
  await requireEmpty(state);
  await state.database.write([metaStatement('importing', 'begun')]);
  const batch = new Batch(state);
  let [number, ended] = [0, false];
  for await (const line of lines) {
    number += 1;
    if (line === '' && ended) continue;
    ensure(!ended, `line ${number}: something follows the end of the export`);
    const value = parsed(line, number);
    if (number === 1) await state.database.write(headStatements(value));
    else if (value['end'] === true) ended = isWhole(value, batch.records);
    else await batch.add(value, number);
  }
  ensure(ended, `the export ends after line ${number} without its last line: it was cut, export again`);
  await batch.write();
  await state.database.write([metaStatement('importing', null)]);
  return batch.records;
}

/** Records that are written together. */
class Batch {
  /** Records so far. */
  records = 0;
  readonly #state: State;
  readonly #rows = new Map<string, (readonly Cell[])[]>();

  constructor(state: State) {
    this.#state = state;
  }

  async add(line: Readonly<Record<string, unknown>>, number: number): Promise<void> {
    const { sql, rows = [] } = statementOf(line, number);
    const known = this.#rows.get(sql);
    if (known === undefined) this.#rows.set(sql, [...rows]);
    else known.push(...rows);
    this.records += 1;
    if (this.records % linesAtOnce === 0) await this.write();
  }

  async write(): Promise<void> {
    const statements = [...this.#rows].map(([sql, rows]) => ({ sql, rows }));
    this.#rows.clear();
    if (statements.length > 0) await this.#state.database.write(statements);
  }
}

async function requireEmpty(state: State): Promise<void> {
  for (const kind of kindNames)
    if ((await state.list(kind, { limit: 1 })).length > 0)
      throw new WinbackError(
        'BAD_INPUT',
        `the state ${state.place} holds records (${kind}): an import needs a new, empty one`,
      );
}

function parsed(line: string, number: number): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(line);
    if (typeof value === 'object' && value !== null && !Array.isArray(value))
      return value as Record<string, unknown>;
  } catch (cause) {
    throw new WinbackError(
      'BAD_INPUT',
      `line ${number} is no JSON: is the file an export of a state, and whole?`,
      {
        cause,
      },
    );
  }
  throw new WinbackError('BAD_INPUT', `line ${number} is no record of a state`);
}

function headStatements(head: Readonly<Record<string, unknown>>): readonly Statement[] {
  ensure(
    head['winback'] === 'state',
    'line 1 is not the head of an export: name a file of `winback state export`',
  );
  const newest = migrations.length;
  const known = head['form'] === form && Number(head['migration']) <= newest;
  ensure(
    known,
    `the export is of a newer winback (form ${String(head['form'])}, migration ${String(head['migration'])}): update winback`,
  );
  const remarks = Object.entries((head['remarks'] ?? {}) as Record<string, unknown>);
  return remarks
    .filter(([name]) => keptRemarks.includes(name))
    .map(([name, value]) => metaStatement(name, String(value)));
}

function isWhole(end: Readonly<Record<string, unknown>>, records: number): true {
  ensure(
    end['records'] === records,
    `the export says that it has ${String(end['records'])} records, but ${records} came: lines are missing, export again`,
  );
  return true;
}

function statementOf(line: Readonly<Record<string, unknown>>, number: number): Statement {
  const kind = line['kind'] as StateKind;
  ensure(kindNames.includes(kind), `line ${number}: there is no kind of record "${String(kind)}"`);
  // A field that is newer than the export has no value there.
  const newer = Object.entries(kinds[kind].fields).flatMap(([field, { nullable }]) =>
    nullable ? [[field, null]] : [],
  );
  const record = { ...Object.fromEntries(newer), ...(line['record'] as object) };
  try {
    // The record is checked as it is put.
    return putStatements({ [kind]: [record as never] })[0]!;
  } catch (cause) {
    throw new WinbackError('BAD_INPUT', `line ${number}: ${(cause as Error).message}`, { cause });
  }
}
