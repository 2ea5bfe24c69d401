import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';

import type { Table } from 'apache-arrow';

import { WinbackError } from '../../base/errors.js';
import { requireInputFile } from '../../base/input-file.js';
import { shown } from '../../base/options.js';
import { timeZone } from '../../base/time-zone.js';
import { readBatches } from '../../data/tables/read.js';
import type { CampaignMessage } from '../../delivery/campaigns/queue.js';
import { minorOfFen } from '../daily/currency.js';

/** Which columns of a list say what. */
export interface ListColumns {
  readonly user: string;
  readonly action: string;
  /** Cost of a message, in the currency; null where it costs nothing. */
  readonly cost: string | null;
  readonly address: string | null;
  readonly zone: string | null;
  /** Users without a yes here are not contacted; `assumed` where the house has the consent of all. */
  readonly consent: string | 'assumed';
  /** Columns that the template or the receiver wants. */
  readonly properties: readonly string[];
}

/** Rows that are queued in one transaction. */
const rowsAtOnce = 10_000;

/** SHA-256 of a file. @throws WinbackError NOT_FOUND */
export async function fileDigest(file: string): Promise<string> {
  await requireInputFile(file);
  const hash = createHash('sha256');
  for await (const part of createReadStream(file)) hash.update(part as Buffer);
  return hash.digest('hex');
}

/** The messages of a list, in batches. @throws WinbackError BAD_INPUT naming row and column */
export async function* listMessages(
  file: string,
  columns: ListColumns,
  currency: string,
  signal?: AbortSignal | undefined,
): AsyncGenerator<readonly CampaignMessage[]> {
  const texts = [columns.user, columns.action, columns.address, columns.zone].filter((name) => name !== null);
  const consent = columns.consent === 'assumed' ? [] : [columns.consent];
  const cost = columns.cost === null ? [] : [columns.cost];
  const wanted = [...new Set([...texts, ...cost, ...consent, ...columns.properties])];
  const options = { columns: wanted, text: [...new Set([...texts, ...consent, ...columns.properties])] };
  let first = 1;
  for await (const batch of readBatches(file, { ...options, batchRows: rowsAtOnce, signal }))
    for (let from = 0; from < batch.numRows; from += rowsAtOnce) {
      const part = batch.slice(from, from + rowsAtOnce);
      yield messagesOf(part, { file, columns, currency, first });
      first += part.numRows;
    }
}

interface Place {
  readonly file: string;
  readonly columns: ListColumns;
  readonly currency: string;
  /** Number of the first row. */
  readonly first: number;
}

function messagesOf(table: Table, place: Place): readonly CampaignMessage[] {
  const { columns, currency } = place;
  const reader = new Rows(table, place);
  const fen = Array.from({ length: table.numRows }, (_, row) => reader.fen(columns.cost, row));
  const costs = minorOfFen(fen, currency);
  return fen.map((_, row) => {
    const address = reader.optional(columns.address, row);
    const action = reader.text(columns.action, row);
    const suppressed = reader.reasonNotToSend(action, address, row);
    return {
      ...{ user: reader.text(columns.user, row), action, address },
      ...{ zone: reader.zone(row), body: reader.properties(row), costMinor: costs[row]!, currency },
      ...(suppressed === null ? {} : { suppressed }),
    };
  });
}

/** What a plan writes for users whom nothing is done to, those of its holdout among them. */
const noAction = 'none';
const decimal = /^\d+(\.\d*)?(e[+-]?\d+)?$|^\.\d+$/i;
const yes = new Set(['1', 'true', 'yes', 'y', 't', '是']);

/** The cells of a table by the name of their column. */
class Rows {
  readonly #table: Table;
  readonly #place: Place;
  readonly #zones = new Set<string>();

  constructor(table: Table, place: Place) {
    this.#table = table;
    this.#place = place;
  }

  optional(name: string | null, row: number): string | null {
    if (name === null) return null;
    const cell: unknown = this.#table.getChild(name)!.get(row);
    const value = cell === null || cell === undefined ? '' : String(cell).trim();
    return value === '' ? null : value;
  }

  text(name: string, row: number): string {
    const value = this.optional(name, row);
    if (value === null) throw new WinbackError('BAD_INPUT', `${this.#cell(name, row)} is empty`);
    return value;
  }

  fen(name: string | null, row: number): number {
    const value = this.optional(name, row);
    if (value === null) return 0;
    const cost = decimal.test(value) ? Number(value) : Number.NaN;
    // Above, the smallest unit of the currency is not told from its neighbour.
    if (!(cost >= 0 && cost * 100 <= Number.MAX_SAFE_INTEGER))
      throw new WinbackError(
        'BAD_INPUT',
        `${this.#cell(name!, row)} holds ${shown(value)}, which is no cost`,
      );
    return Math.round(cost * 100);
  }

  zone(row: number): string | null {
    const zone = this.optional(this.#place.columns.zone, row);
    if (zone === null || this.#zones.has(zone)) return zone;
    timeZone(zone, `${this.#place.file}, row ${this.#place.first + row}, ${this.#place.columns.zone!}`);
    this.#zones.add(zone);
    return zone;
  }

  /** Why a user of the list is not contacted; null where nothing is against it. */
  reasonNotToSend(action: string, address: string | null, row: number): string | null {
    const { consent, address: column } = this.#place.columns;
    if (action === noAction) return 'no action';
    if (consent !== 'assumed' && !yes.has((this.optional(consent, row) ?? '').toLowerCase()))
      return 'no consent';
    return column !== null && address === null ? 'no address' : null;
  }

  properties(row: number): Readonly<Record<string, string>> {
    const found = this.#place.columns.properties.map((name) => [name, this.optional(name, row)] as const);
    return Object.fromEntries(found.filter((one): one is readonly [string, string] => one[1] !== null));
  }

  #cell(name: string, row: number): string {
    const { file, first } = this.#place;
    return `${file}, row ${first + row}: ${JSON.stringify(name)}`;
  }
}
