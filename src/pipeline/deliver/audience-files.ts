import { mkdtemp, readFile, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';

import { isObjectAddress, objectAddress } from '../../base/object-address.js';
import { type BuiltColumn, buildTable } from '../../data/tables/build.js';
import { formulaSafe } from '../../data/tables/formula-safe.js';
import { writeTable } from '../../data/tables/write.js';
import { audienceChannel } from '../../delivery/channels/audience.js';
import type { Channel } from '../../delivery/outbox/channel.js';
import type { MessageRecord } from '../../state/records/contact.js';
import { openBucket } from '../../stores/objects/bucket.js';
import { folderStore } from '../../stores/objects/folder.js';
import type { Environment } from '../../stores/secrets.js';

/** Forms that users are handed over in. */
export const audienceFormats = ['jsonl', 'csv', 'parquet'] as const;
/** One of them. */
export type AudienceFormat = (typeof audienceFormats)[number];

/** The channel that hands users over as files in a folder or a bucket. @param place a folder, `s3://...` or `oss://...` */
export async function audienceFilesChannel(
  name: string,
  place: string,
  format: AudienceFormat,
  { root, environment }: { readonly root: string; readonly environment?: Environment | undefined },
): Promise<Channel> {
  const encode = encoders[format];
  if (!isObjectAddress(place)) {
    const store = folderStore(path.resolve(root, place));
    return audienceChannel(name, { store, prefix: '', extension: format, encode });
  }
  const { key } = objectAddress(place, 'delivery.files');
  const store = await openBucket(place, 'delivery.files', { root, environment });
  const prefix = key === '' ? '' : key.replace(/\/*$/, '/');
  return audienceChannel(name, { store, prefix, extension: format, encode });
}

const encoders: Readonly<
  Record<AudienceFormat, (messages: readonly MessageRecord[]) => Promise<Uint8Array>>
> = { jsonl, csv, parquet };

const fixed = ['key', 'user', 'action', 'address', 'cost_minor', 'currency'] as const;

/** The columns of a file: those that every message has, then the properties of any of them. */
function columnsOf(messages: readonly MessageRecord[]): readonly string[] {
  const properties = new Set(messages.flatMap(({ body }) => Object.keys(body)));
  // A property with the name of a column would stand there twice.
  const named = [...properties].map((name) =>
    (fixed as readonly string[]).includes(name) ? `property_${name}` : name,
  );
  return [...fixed, ...named.sort()];
}

function cellOf(message: MessageRecord, column: string): string | null {
  const { key, user, action, address, costMinor, currency, body } = message;
  const known: Readonly<Record<string, string | null>> = {
    ...{ key, user, action, address, currency, cost_minor: String(costMinor) },
  };
  if (Object.hasOwn(known, column)) return known[column]!;
  const value = body[column] ?? body[column.replace(/^property_/, '')];
  if (value === null || value === undefined) return null;
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

async function jsonl(messages: readonly MessageRecord[]): Promise<Uint8Array> {
  const lines = messages.map(({ key, user, action, address, costMinor, currency, body }) =>
    JSON.stringify({ key, user, action, address, costMinor, currency, properties: body }),
  );
  return Buffer.from(lines.map((line) => `${line}\n`).join(''));
}

/** A number is no formula, with or without a sign: phones keep their plus. */
const number = /^[+-]?\d+(\.\d+)?$/;

/** Texts that a spreadsheet would run get a quote in front (OWASP: "CSV injection"). */
async function csv(messages: readonly MessageRecord[]): Promise<Uint8Array> {
  const columns = columnsOf(messages);
  const cell = (text: string | null): string => {
    if (text === null) return '';
    const safe = number.test(text) ? text : formulaSafe(text);
    return safe === '' || /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
  };
  const rows = [columns, ...messages.map((message) => columns.map((column) => cellOf(message, column)))];
  return Buffer.from(rows.map((row) => `${row.map(cell).join(',')}\r\n`).join(''));
}

async function parquet(messages: readonly MessageRecord[]): Promise<Uint8Array> {
  const table = await buildTable(
    columnsOf(messages).map((name) =>
      textColumn(
        name,
        messages.map((message) => cellOf(message, name)),
      ),
    ),
  );
  const folder = await mkdtemp(path.join(os.tmpdir(), 'winback-audience-'));
  try {
    const file = path.join(folder, 'audience.parquet');
    await writeTable(file, table);
    return await readFile(file);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function textColumn(name: string, values: readonly (string | null)[]): BuiltColumn {
  const offsets = new Int32Array(values.length + 1);
  const bitmap = new Uint8Array(Math.ceil(values.length / 8));
  const parts = values.map((value) => Buffer.from(value ?? ''));
  let nulls = 0;
  for (const [row, part] of parts.entries()) {
    offsets[row + 1] = offsets[row]! + part.length;
    if (values[row] === null) nulls += 1;
    else bitmap[row >> 3]! |= 1 << (row & 7);
  }
  const validity = nulls === 0 ? {} : { validity: { bitmap, nulls } };
  return { name, kind: 'utf8', offsets, bytes: Buffer.concat(parts), ...validity };
}
