import { quotedText } from '../../data/sql/quote.js';
import { roles } from '../mapping.js';

/** The ENUM of roles: one byte a row, and comparisons with text still read well. */
export const roleTypeSql = `CREATE TYPE winback_role AS ENUM (${roles.map(quotedText).join(', ')})`;

/** Codes of the ENUM from the start: DuckDB would look every row's text up, and plans IN on an ENUM over texts. */
export const roleText = (role: string): string => `${quotedText(role)}::winback_role`;
