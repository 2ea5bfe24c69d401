// What both database servers of the tests need: programs, folders of their own, ports that are free.
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import os from 'node:os';
import path from 'node:path';

/** A database server of the tests. It is gone, with its data, after `stop`. */
export interface TestServer {
  readonly port: number;
  /** The folder that is removed at the end; certificates of a test may lie there. */
  readonly folder: string;
  stop(): Promise<void>;
}

export const isRoot = process.getuid?.() === 0;

/** The first of the programs that is there; null when none is. */
export const program = (...places: readonly string[]): string | null =>
  places.find((place) => existsSync(place)) ?? null;

/** A folder below the system's, short: paths of sockets have at most 107 letters. */
export const serverFolder = (): string => mkdtempSync(path.join(os.tmpdir(), 'wb-db-'));

export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.on('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as { port: number };
      server.close(() => resolve(port));
    });
  });
}

/** Certificates of an authority of our own: for localhost, and one for another host. */
export function certificates(folder: string): {
  readonly ca: string;
  readonly cert: string;
  readonly key: string;
} {
  const file = (name: string): string => path.join(folder, name);
  const openssl = (...args: readonly string[]): void =>
    void execFileSync('openssl', args, { cwd: folder, stdio: 'pipe' });
  openssl(
    ...['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2', '-subj', '/CN=winback tests'],
    '-keyout',
    'ca.key',
    '-out',
    'ca.pem',
  );
  const sign = (name: string, host: string): void => {
    openssl(
      'req',
      '-newkey',
      'rsa:2048',
      '-nodes',
      '-subj',
      `/CN=${host}`,
      '-addext',
      `subjectAltName=DNS:${host}`,
      '-keyout',
      'server.key',
      '-out',
      'server.csr',
    );
    openssl(
      'x509',
      '-req',
      '-in',
      'server.csr',
      '-days',
      '2',
      '-CA',
      'ca.pem',
      '-CAkey',
      'ca.key',
      '-CAcreateserial',
      '-copy_extensions',
      'copy',
      '-out',
      name,
    );
  };
  sign('server.pem', 'db.winback.test');
  return { ca: file('ca.pem'), cert: file('server.pem'), key: file('server.key') };
}

/** Ends a process that this test started, and removes its folder. */
export async function ended(child: ChildProcess, folder: string): Promise<void> {
  if (child.exitCode === null && child.signalCode === null) {
    const gone = new Promise((resolve) => child.once('exit', resolve));
    child.kill('SIGTERM');
    const timer = setTimeout(() => child.kill('SIGKILL'), 20_000);
    await gone;
    clearTimeout(timer);
  }
  rmSync(folder, { recursive: true, force: true });
}

/** Starts a server and waits until `isReady` says so. */
export async function started(
  command: string,
  args: readonly string[],
  options: { readonly uid?: number; readonly gid?: number; readonly cwd: string },
  isReady: () => Promise<boolean>,
): Promise<ChildProcess> {
  const child = spawn(command, args, { ...options, stdio: ['ignore', 'ignore', 'pipe'] });
  let said = '';
  child.stderr?.on('data', (chunk: Buffer) => {
    said = `${said}${chunk.toString()}`.slice(-4000);
  });
  for (let i = 0; i < 300; i++) {
    if (child.exitCode !== null) throw new Error(`${command} ended: ${said}`);
    if (await isReady()) return child;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  child.kill('SIGKILL');
  throw new Error(`${command} was not ready after 30 s: ${said}`);
}

/** Numbers of a user of the system, for servers that refuse to run as root. */
export function idsOf(user: string): { readonly uid: number; readonly gid: number } {
  const number = (flag: string): number => Number(execFileSync('id', [flag, user], { encoding: 'utf8' }));
  return { uid: number('-u'), gid: number('-g') };
}
