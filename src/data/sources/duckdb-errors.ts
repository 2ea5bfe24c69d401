import { type ErrorCode, WinbackError } from '../../base/errors.js';
import { csvFault } from './csv-faults.js';
import { parquetFault } from './parquet-faults.js';

// DuckDB starts a message with the kind of error; these are not the fault of the caller's SQL or data.
const codeByKind: readonly (readonly [RegExp, ErrorCode])[] = [
  [/^INTERRUPT/i, 'ABORTED'],
  [/^Out of Memory/i, 'OUT_OF_MEMORY'],
  [/^IO Error: No files found|^IO Error: Cannot open file/i, 'NOT_FOUND'],
  [/^(IO|HTTP|Connection) Error/i, 'IO'],
  [/^(INTERNAL|FATAL|Serialization|TransactionContext) Error/i, 'INTERNAL'],
];

/** `error` of DuckDB as a WinbackError with the code for its kind; a WinbackError stays as it is. */
export function duckDbError(error: unknown, signal?: AbortSignal): WinbackError {
  if (error instanceof WinbackError) return error;
  const message = error instanceof Error ? error.message : String(error);
  if (signal?.aborted) return new WinbackError('ABORTED', 'the query was aborted', { cause: signal.reason });
  const fault = csvFault(message) ?? parquetFault(message);
  if (fault !== null) return new WinbackError('BAD_INPUT', fault, { cause: error });
  const code = codeByKind.find(([kind]) => kind.test(message))?.[1] ?? 'BAD_INPUT';
  return new WinbackError(code, `DuckDB: ${firstLines(message)}`, { cause: error });
}

// The first line says what is wrong; DuckDB adds candidates and the SQL text below it.
function firstLines(message: string): string {
  return message.split('\n').slice(0, 3).join(' ').slice(0, 500);
}
