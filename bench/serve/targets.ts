// The servers that the bench of the service asks, each a process of its own.
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import path from 'node:path';
import readline from 'node:readline';
import { fileURLToPath } from 'node:url';

import { peerPythonOf } from '../peers/peer.js';

const root = fileURLToPath(new URL('../../', import.meta.url));

export interface Target {
  readonly url: string;
  readonly pid: number;
  readonly child: ChildProcess;
}

export async function startOurs(folder: string): Promise<Target> {
  const args = ['serve', '--model', path.join(folder, 'model'), '--keys', path.join(folder, 'keys.json')];
  const child = spawn(
    process.execPath,
    [path.join(root, 'bin/winback.js'), ...args, '--port', '0', '--json'],
    {
      stdio: ['ignore', 'pipe', 'ignore'],
    },
  );
  const lines = readline.createInterface({ input: child.stdout! });
  const [line] = (await new Promise((resolve) => lines.once('line', (one) => resolve([one])))) as [string];
  return { url: (JSON.parse(line) as { listening: string }).listening, pid: child.pid!, child };
}

/** FastAPI + lightgbm, or why it does not run. */
export function startFastApi(folder: string): Promise<Target | string> {
  return startPython('requirements-serve.txt', '/empty', (port) => [
    path.join(root, 'bench/peers/serve_peer.py'),
    path.join(folder, 'model/model.txt'),
    String(port),
  ]);
}

/** MLServer with its LightGBM runtime in one process, or why it does not run. */
export function startMlServer(folder: string): Promise<Target | string> {
  const home = path.join(folder, 'mlserver');
  mkdirSync(home);
  const model = { name: 'bench', implementation: 'mlserver_lightgbm.LightGBMModel' };
  const parameters = { uri: path.join(folder, 'model/model.txt'), version: '1' };
  writeFileSync(path.join(home, 'model-settings.json'), JSON.stringify({ ...model, parameters }));
  return startPython('requirements-mlserver.txt', '/v2/models/bench/ready', (port, others) => {
    const settings = { host: '127.0.0.1', http_port: port, parallel_workers: 0, debug: false };
    const [grpc_port, metrics_port] = others;
    writeFileSync(path.join(home, 'settings.json'), JSON.stringify({ ...settings, grpc_port, metrics_port }));
    return ['-m', 'mlserver.cli.main', 'start', home];
  });
}

async function startPython(
  requirements: string,
  ready: string,
  args: (port: number, others: readonly number[]) => readonly string[],
): Promise<Target | string> {
  try {
    const python = await peerPythonOf(requirements);
    const port = await freePort();
    const env = { ...process.env, OMP_NUM_THREADS: '1' };
    const others = [await freePort(), await freePort()];
    const child = spawn(python, args(port, others), { stdio: 'ignore', env });
    const url = `http://127.0.0.1:${port}`;
    for (let tries = 0; tries < 300; tries++) {
      if (child.exitCode !== null) return `it ended with ${child.exitCode}`;
      if (
        await fetch(`${url}${ready}`).then(
          ({ ok }) => ok,
          () => false,
        )
      )
        return { url, pid: child.pid!, child };
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    child.kill();
    return 'it does not answer';
  } catch (cause) {
    return (cause as Error).message;
  }
}

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address() as { port: number };
      server.close(() => resolve(port));
    });
  });
}
