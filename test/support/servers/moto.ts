// An S3 of the test's own: moto, in memory, on a free port. Without it the tests are skipped.
import os from 'node:os';
import path from 'node:path';

import { ended, freePort, program, serverFolder, started, type TestServer } from './server.js';

// As scripts/moto.mjs: on the path, or in the cache folder.
const base = process.env['XDG_CACHE_HOME'] ?? path.join(os.homedir(), '.cache');
const cache = process.env['WINBACK_CACHE'] ?? path.join(base, 'winback');
const onPath = (process.env['PATH'] ?? '')
  .split(path.delimiter)
  .map((folder) => path.join(folder, 'moto_server'));
const server = program(path.join(cache, 'moto-5.2.1/bin/moto_server'), ...onPath);

/** Why there is none here; null when there is. */
export const noMoto = server === null ? 'no moto (node scripts/moto.mjs)' : null;

/** Keys that moto takes, as it takes all. */
export const motoKeys = {
  AWS_ACCESS_KEY_ID: 'AKIDEXAMPLE',
  AWS_SECRET_ACCESS_KEY: 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY',
} as const;

export interface TestMoto extends TestServer {
  /** `http://127.0.0.1:port` */
  readonly url: string;
  /** Makes a bucket. */
  bucket(name: string): Promise<void>;
}

export async function startMoto(): Promise<TestMoto> {
  const folder = serverFolder();
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const isReady = (): Promise<boolean> =>
    fetch(`${url}/moto-api/data.json`).then(
      ({ ok }) => ok,
      () => false,
    );
  const child = await started(server!, ['-H', '127.0.0.1', '-p', String(port)], { cwd: folder }, isReady);
  const bucket = async (name: string): Promise<void> => {
    const { status } = await fetch(`${url}/${name}`, { method: 'PUT' });
    if (status !== 200) throw new Error(`moto did not make the bucket ${name}: ${status}`);
  };
  return { port, folder, url, bucket, stop: () => ended(child, folder) };
}
