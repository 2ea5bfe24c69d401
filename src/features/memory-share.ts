import type { DuckDbOptions } from '../data/sources/duckdb.js';
import type { EngineConfig } from './config.js';

/** What Node, the libraries and the tables of the caller take beside events, bytes. */
const ownBytes = 250e6;
/** Least that the parts of the work get, bytes: with less they would only move data to and fro. */
const leastBytes = 64e6;
/** The same for DuckDB, whose reader of text files takes most of it, MiB. */
const leastEngineMb = 128;

/** How the memory of a process is shared out. */
export interface MemoryShares {
  /** Of DuckDB, MiB; undefined = DuckDB's own choice. */
  readonly engineMb: number | undefined;
  /** Of events that are read or held by native code, and of the tables made of them, bytes. */
  readonly eventBytes: number;
}

/** Events held at a time where nothing limits memory, bytes. */
const unlimitedBytes = 1e9;

/** Shares of the work that reads events or makes tables. @param limitMb `engine.memoryLimitMb` */
export function memoryShares(limitMb: number | undefined): MemoryShares {
  if (limitMb === undefined) return { engineMb: undefined, eventBytes: unlimitedBytes };
  const mebibyte = 2 ** 20;
  const half = Math.max(leastBytes, (limitMb * mebibyte - ownBytes) / 2);
  return { engineMb: Math.max(leastEngineMb, Math.floor(half / mebibyte)), eventBytes: half };
}

/** What the engine that reads events or attributes may take of the machine. */
export function engineLimits({ memoryLimitMb, threads, tempDirectory }: EngineConfig): DuckDbOptions {
  const limits = { memoryLimitMb: memoryShares(memoryLimitMb).engineMb, threads, tempDirectory };
  return Object.fromEntries(Object.entries(limits).filter(([, value]) => value !== undefined));
}
