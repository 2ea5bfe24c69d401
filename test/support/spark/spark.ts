import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const version = '3.5.9';

// WINBACK_SPARK names a Python that has pyspark; else scripts/spark.mjs has put one into the cache folder.
function python(): string {
  const base = process.env['XDG_CACHE_HOME'] ?? path.join(os.homedir(), '.cache');
  const cache = process.env['WINBACK_CACHE'] ?? path.join(base, 'winback');
  return process.env['WINBACK_SPARK'] ?? path.join(cache, `spark-${version}/bin/python`);
}

/** Why there is no Spark here; null when there is. */
export const noSpark = existsSync(python())
  ? null
  : 'Spark is not installed (node scripts/spark.mjs, and Java 17)';

/** What one start of Spark does. */
export interface SparkWork {
  /** File with a header, read as the view. */
  readonly csv: string;
  /** Spark's types of its columns, such as `id STRING, at TIMESTAMP_NTZ`. */
  readonly types: string;
  readonly view: string;
  /** Statements that run one after the other; the rows of the last are the answer. */
  readonly groups: readonly (readonly string[])[];
}

/** Rows of the last statement of each group, or what it was refused with. */
export type SparkAnswer = readonly Readonly<Record<string, unknown>>[] | { readonly error: string };

/** Runs SQL on a Spark of one process. */
export function onSpark(work: SparkWork): Promise<readonly SparkAnswer[]> {
  const script = fileURLToPath(new URL('run.py', import.meta.url));
  const child = spawn(python(), [script], { stdio: ['pipe', 'pipe', 'pipe'] });
  let [out, said] = ['', ''];
  child.stdout.on('data', (chunk: Buffer) => {
    out += chunk.toString();
  });
  child.stderr.on('data', (chunk: Buffer) => {
    said = `${said}${chunk.toString()}`.slice(-2000);
  });
  child.stdin.end(JSON.stringify(work));
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => {
      if (code === 0) resolve(JSON.parse(out) as readonly SparkAnswer[]);
      else reject(new Error(`Spark ended with ${code}: ${said}`));
    });
  });
}
