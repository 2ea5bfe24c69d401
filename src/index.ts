export { type ErrorCode, errorCodes, WinbackError } from './base/errors.js';
