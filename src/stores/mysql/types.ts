import type { StoreColumn } from '../sql/store.js';

/** What the server says of a column, as far as it is read. */
export interface MysqlField {
  readonly name: string;
  /** Number of the protocol's type. */
  readonly columnType?: number | undefined;
  /** Bit 32: without sign. */
  readonly flags: number | readonly string[];
  /** 63 for bytes. */
  readonly characterSet?: number | undefined;
  /** Most letters of a value. */
  readonly columnLength?: number | undefined;
  /** Digits after the point. */
  readonly decimals?: number | undefined;
}

const binaryCharset = 63;
const unsignedFlag = 32;

// Numbers of the protocol: https://mariadb.com/kb/en/result-set-packets/#field-types
const integers = new Set([1, 2, 3, 8, 9]);
const decimals = new Set([0, 246]);
const texts = new Set([15, 247, 248, 253, 254]);
const blobs = new Set([249, 250, 251, 252]);
const jsonType = 245;
const fixed: Readonly<Record<number, string>> = {
  4: 'DOUBLE',
  5: 'DOUBLE',
  6: 'VARCHAR',
  7: 'TIMESTAMP WITH TIME ZONE',
  10: 'DATE',
  11: 'VARCHAR',
  12: 'TIMESTAMP',
  13: 'INTEGER',
  14: 'DATE',
  [jsonType]: 'VARCHAR',
};

/** The column as it is read. TIMESTAMP is an instant; DATETIME has no zone. */
export function mysqlColumn(field: MysqlField): StoreColumn {
  const { name, columnType = -1 } = field;
  const type = fixed[columnType] ?? numberType(field);
  if (type !== null) return { name, type, unreadable: null };
  const isText = texts.has(columnType) || blobs.has(columnType);
  if (isText && field.characterSet !== binaryCharset) return { name, type: 'VARCHAR', unreadable: null };
  return {
    name,
    type: 'VARCHAR',
    unreadable: 'bytes: select HEX(...) or CONVERT(... USING utf8mb4) of it in a query',
  };
}

function numberType({
  columnType = -1,
  flags,
  columnLength = 0,
  decimals: scale = 0,
}: MysqlField): string | null {
  const isUnsigned = typeof flags === 'number' && (flags & unsignedFlag) !== 0;
  if (integers.has(columnType)) return isUnsigned ? 'UBIGINT' : 'BIGINT';
  if (!decimals.has(columnType)) return null;
  // The length counts the sign and the point.
  const digits = columnLength - (isUnsigned ? 0 : 1) - (scale > 0 ? 1 : 0);
  return digits >= 1 && digits <= 38 && scale <= digits ? `DECIMAL(${digits},${scale})` : 'VARCHAR';
}

const dates = new Set(['DATE', 'TIMESTAMP', 'TIMESTAMP WITH TIME ZONE']);

/** Whether values of the column can be dates that are none, such as 0000-00-00. */
export const canBeZero = ({ type }: StoreColumn): boolean => dates.has(type);

/** A date without year, month or day, which MySQL stores and no calendar has. */
export const isZeroDate = (text: string): boolean =>
  text.startsWith('0000-') ||
  text.startsWith('00-00', 5) ||
  text.slice(5, 7) === '00' ||
  text.slice(8, 10) === '00';
