// The whole job on the reference script's 30,000-row table, against the reference script.
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

import { tableDemo } from '../../src/pipeline/demo/table.js';
import type { BenchRow, Trial } from '../harness.js';
import { row } from '../harness.js';
import { peerPython, secondsOf } from '../peers/peer.js';

const name = 'reference table, 30,000 rows: candidates, importance, plan, charts';

async function ours(): Promise<number> {
  const out = mkdtempSync(path.join(tmpdir(), 'winback-pipeline-'));
  try {
    const output = { folder: out, language: 'zh', now: '2026-01-01T00:00:00.000Z' } as const;
    const settings = { users: 30_000, seed: 42, budget: 5000 };
    return (await tableDemo(settings, { output })).model.test.auc;
  } finally {
    rmSync(out, { recursive: true, force: true });
  }
}

/** Where the script is. @throws Error saying what to do where it is not told, or not there */
function scriptPath(): string {
  const script = process.env['WINBACK_REFERENCE_SCRIPT'] ?? '';
  if (script === '') throw new Error('WINBACK_REFERENCE_SCRIPT does not say where it is');
  if (!existsSync(script)) throw new Error(`WINBACK_REFERENCE_SCRIPT: there is no file ${script}`);
  return path.resolve(script);
}

/** Seconds and AUC of the script; its charts need a backend without a display, which it chooses itself. */
function theirs(python: string, script: string): Promise<{ readonly seconds: number; readonly auc: number }> {
  const folder = mkdtempSync(path.join(tmpdir(), 'winback-reference-'));
  const start = performance.now();
  return new Promise((resolve, reject) => {
    const child = spawn(python, [script], { cwd: folder, stdio: ['ignore', 'ignore', 'pipe'] });
    let noise = '';
    child.stderr.on('data', (part: Buffer) => {
      noise = (noise + part.toString()).slice(-2000);
    });
    child.on('error', reject);
    child.on('close', (code) => {
      const seconds = (performance.now() - start) / 1e3;
      const report = path.join(folder, 'evaluation_report.md');
      const text = existsSync(report) ? readFileSync(report, 'utf8') : '';
      rmSync(folder, { recursive: true, force: true });
      const auc = Number(/AUC\*\*: ([0-9.]+)/.exec(text)?.[1]);
      if (code === 0 && Number.isFinite(auc)) resolve({ seconds, auc });
      else reject(new Error(noise.trim().split('\n').at(-1) ?? `ended with ${code}`));
    });
  });
}

export const trial: Trial = {
  about: 'the whole demo on one table: how much sooner is the report there?',
  async run({ quick }): Promise<readonly BenchRow[]> {
    const seconds = await secondsOf(ours, quick ? 1 : 3);
    const peer = 'churn_reference.py';
    try {
      const script = scriptPath();
      if (quick) return [row(name, 's', seconds, `${peer} (left out: takes over a minute)`, null, null)];
      const reference = await theirs(await peerPython(), script);
      const auc = await ours();
      // Different random draws of one law: the AUC of both tests is within their sampling error.
      return [row(name, 's', seconds, peer, reference.seconds, Math.abs(auc - reference.auc) < 0.03)];
    } catch (cause) {
      return [row(name, 's', seconds, `${peer} (missing: ${(cause as Error).message})`, null, null)];
    }
  },
};
