/**
 * Scores and decisions over HTTP: what `winback serve` runs.
 *
 * @packageDocumentation
 */

// Starting and ending a server.
export { type RunningServer, startServer } from '../server/start.js';
export type { ServerLimits, ServerOptions } from '../server/options.js';
export type { TokenOptions } from '../server/access/tokens.js';
export type { LogLine } from '../server/log.js';
export type { ModelStatus } from '../client/wire.js';
