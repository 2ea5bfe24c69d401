import type { StoreColumn } from '../sql/store.js';

/** What the server says of a column, as far as it is read. */
export interface PostgresField {
  readonly name: string;
  /** Number of the type in pg_type. */
  readonly dataTypeID: number;
  /** What the type was declared with; -1 for nothing. */
  readonly dataTypeModifier: number;
}

// Numbers of pg_type.dat of PostgreSQL.
const fixed: Readonly<Record<number, string>> = {
  16: 'BOOLEAN',
  20: 'BIGINT',
  21: 'BIGINT',
  23: 'BIGINT',
  26: 'BIGINT',
  700: 'DOUBLE',
  701: 'DOUBLE',
  1082: 'DATE',
  1114: 'TIMESTAMP',
  1184: 'TIMESTAMP WITH TIME ZONE',
};
const numeric = 1700;
const bytes = 17;

/** The column as it is read: what DuckDB has no type for is its text, such as numbers without a declared precision. */
export function postgresColumn({ name, dataTypeID, dataTypeModifier }: PostgresField): StoreColumn {
  if (dataTypeID === bytes)
    return {
      name,
      type: 'VARCHAR',
      unreadable: "bytes: select encode(..., 'hex') or convert_from(..., 'UTF8') of it in a query",
    };
  if (dataTypeID === numeric) return { name, type: decimalType(dataTypeModifier), unreadable: null };
  return { name, type: fixed[dataTypeID] ?? 'VARCHAR', unreadable: null };
}

// The modifier is ((precision << 16) | scale) + 4, the scale of 11 bits with a sign.
function decimalType(modifier: number): string {
  const precision = ((modifier - 4) >> 16) & 0xffff;
  const scale = (((modifier - 4) & 0x7ff) ^ 1024) - 1024;
  const isPlain = modifier >= 4 && precision <= 38 && scale >= 0 && scale <= precision;
  return isPlain ? `DECIMAL(${precision},${scale})` : 'VARCHAR';
}
