import { createReadStream } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';

import type { Field, Table } from 'apache-arrow';

import { WinbackError } from '../../base/errors.js';
import { type ArrowType, type ArrowVector, arrowType } from '../arrow-shape.js';
import { decimalNumbers, decimalText } from '../decimals.js';
import { setBit } from '../read/bits.js';
import { type BuiltColumn, buildTable, loadArrow, type Validity } from './build.js';
import { lz4Decoded } from './lz4.js';

type Arrow = typeof import('apache-arrow');

/**
 * The batches of an Arrow IPC file or stream. Decimals become float64, those of `text` their text.
 * @throws WinbackError BAD_INPUT for a file that is damaged or ends without its end marker
 */
export async function* arrowBatches(path: string, text: ReadonlySet<string>): AsyncGenerator<Table> {
  const arrow = await loadArrow();
  await registerCodecs(arrow);
  await requireEnd(arrow, path);
  const reader = await arrow.RecordBatchReader.from(createReadStream(path));
  await reader.open();
  let given = 0;
  for await (const batch of reader) {
    given++;
    yield await withoutDecimals(new arrow.Table([batch]), text);
  }
  if (given === 0) yield await withoutDecimals(new arrow.Table(reader.schema), text);
}

/**
 * Names of the decimals that hold whole numbers too wide for float64: ids, most often.
 * @throws as arrowBatches, and what the file system says
 */
export async function wideIntegers(path: string): Promise<readonly string[]> {
  return (await fieldsOf(path)).flatMap(({ name, type }) => {
    const { typeId, scale, precision = 0 } = type as unknown as ArrowType;
    return typeId === arrowType.decimal && scale === 0 && precision > 15 ? [name] : [];
  });
}

/** Names of the columns. @throws as arrowBatches, and what the file system says */
export async function arrowNames(path: string): Promise<readonly string[]> {
  return (await fieldsOf(path)).map(({ name }) => name);
}

async function fieldsOf(path: string): Promise<readonly Field[]> {
  const arrow = await loadArrow();
  await registerCodecs(arrow);
  await requireEnd(arrow, path);
  const reader = await arrow.RecordBatchReader.from(createReadStream(path));
  await reader.open();
  const { fields } = reader.schema;
  await reader.cancel();
  return fields;
}

/** Feather files and ClickHouse's Arrow are compressed with lz4 unless one says otherwise. */
export async function registerCodecs({ compressionRegistry, CompressionType }: Arrow): Promise<void> {
  const zstd = zstdDecoder(await import('node:zlib'));
  const codecs = [
    [CompressionType.LZ4_FRAME, lz4Decoded],
    [CompressionType.ZSTD, zstd],
  ] as const;
  for (const [type, decode] of codecs)
    if (!compressionRegistry.get(type)?.decode) compressionRegistry.set(type, { decode });
}

/** The Zstandard decompressor of node:zlib, which has one from Node.js 22.15 on. */
function zstdDecoder({ zstdDecompressSync: decode }: ZstdModule): (bytes: Uint8Array) => Uint8Array {
  if (decode !== undefined) return decode;
  return () => {
    throw new WinbackError(
      'BAD_INPUT',
      'the file is compressed with zstd, which is read from Node.js 22.15 on: write it uncompressed, with lz4, or as Parquet',
    );
  };
}

interface ZstdModule {
  readonly Gunzip: unknown;
  readonly zstdDecompressSync?: (bytes: Uint8Array) => Buffer;
}

const fileMagic = 'ARROW1';

/** A file that was cut between two messages looks whole but for the marker (stream) or the footer (file) at its end. */
async function requireEnd(arrow: Arrow, path: string): Promise<void> {
  const file = await open(path);
  try {
    const { size } = await file.stat();
    const isFile = (await textAt(file, 0, fileMagic.length)) === fileMagic;
    const whole = isFile
      ? size > 2 * fileMagic.length &&
        (await textAt(file, size - fileMagic.length, fileMagic.length)) === fileMagic
      : await streamEnds(arrow, file, size);
    if (!whole)
      throw new WinbackError('BAD_INPUT', `${path}: the file ends without its end marker: it was cut off`);
  } finally {
    await file.close();
  }
}

async function bytesAt(file: FileHandle, position: number, length: number): Promise<Buffer> {
  const { bytesRead, buffer } = await file.read(Buffer.alloc(length), 0, length, position);
  return buffer.subarray(0, bytesRead);
}

const textAt = async (file: FileHandle, position: number, length: number): Promise<string> =>
  (await bytesAt(file, position, length)).toString('latin1');

/** Whether the messages lead to an end marker: a length of 0, after 0xffffffff since format version 0.15. */
async function streamEnds(arrow: Arrow, file: FileHandle, size: number): Promise<boolean> {
  let position = 0;
  while (position < size) {
    const prefix = await bytesAt(file, position, 8);
    if (prefix.length < 4) return false;
    const isMarked = prefix.readInt32LE(0) === -1;
    if (isMarked && prefix.length < 8) return false;
    const length = prefix.readInt32LE(isMarked ? 4 : 0);
    if (length === 0) return true;
    const start = position + (isMarked ? 8 : 4);
    if (length < 0 || start + length > size) return false;
    const message = arrow.Message.decode(await bytesAt(file, start, length));
    position = start + length + message.bodyLength;
  }
  return false;
}

/** Kernels and writers know no decimals. */
async function withoutDecimals(table: Table, text: ReadonlySet<string>): Promise<Table> {
  const built = table.schema.fields.flatMap(({ name, type }): BuiltColumn[] => {
    if ((type.typeId as number) !== arrowType.decimal) return [];
    const vector = table.getChild(name) as unknown as ArrowVector;
    return [text.has(name) ? textColumn(name, vector) : numberColumn(name, vector)];
  });
  if (built.length === 0) return table;
  const names = table.schema.fields.map(({ name }) => name);
  return table.assign(await buildTable(built)).select(names) as Table;
}

function numberColumn(name: string, vector: ArrowVector): BuiltColumn {
  const values = decimalNumbers(vector);
  const bitmap = new Uint8Array((values.length + 7) >> 3);
  for (const [row, value] of values.entries()) if (!Number.isNaN(value)) setBit(bitmap, row);
  return { name, kind: 'number', values, ...validityOf(vector, bitmap) };
}

function validityOf({ data }: ArrowVector, bitmap: Uint8Array): { readonly validity?: Validity | undefined } {
  const nulls = data.reduce((sum, { nullCount }) => sum + nullCount, 0);
  return nulls === 0 ? {} : { validity: { bitmap, nulls } };
}

function textColumn(name: string, vector: ArrowVector): BuiltColumn {
  const scale = vector.type.scale ?? 0;
  const bitmap = new Uint8Array((vector.length + 7) >> 3);
  const offsets = new Int32Array(vector.length + 1);
  let all = '';
  for (let row = 0; row < vector.length; row++) {
    const words = vector.get(row) as Uint32Array | null;
    if (words !== null) {
      setBit(bitmap, row);
      all += decimalText(words, scale);
    }
    offsets[row + 1] = all.length;
  }
  return { name, kind: 'utf8', offsets, bytes: new TextEncoder().encode(all), ...validityOf(vector, bitmap) };
}
