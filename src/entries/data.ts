/**
 * Tables and files: Apache Arrow tables from CSV, Parquet and Arrow files, and DuckDB.
 * Examples that read files of `out/` run in a folder in which `npx winback demo` was run.
 *
 * @packageDocumentation
 */

// Reading and writing files.
export {
  readBatches,
  type ReadBatchesOptions,
  readTable,
  type ReadTableOptions,
} from '../data/tables/read.js';
export { type Batches, writeTable, type WriteTableOptions } from '../data/tables/write.js';
// What reading and writing in an object store takes.
export type { ObjectRetry } from '../stores/objects/attempts.js';
export type { Environment } from '../stores/secrets.js';
export type { CsvOptions } from '../data/tables/csv.js';
export type { NumberReading } from '../data/numbers/column-numbers.js';
export type { FileFormat } from '../data/tables/paths.js';

// Tables in memory.
export { buildTable, type BuiltColumn, type Column, type Validity } from '../data/tables/build.js';
export { takeTableRows } from '../data/tables/take-rows.js';
export type { ArrowData, ArrowField, ArrowTable, ArrowType, ArrowVector } from '../data/arrow-shape.js';
export { allocateColumn, type ColumnArray, type ColumnArrayConstructor } from '../base/large-arrays.js';
export type { Check } from '../base/options.js';

// DuckDB, in this process.
export { type BatchOptions, DuckDb, type DuckDbOptions, type QueryOptions } from '../data/sources/duckdb.js';
