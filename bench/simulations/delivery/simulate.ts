// Campaigns whose dispatchers are killed all the time: who was reached how often, and whether the outbox tells the truth of it.
import { type ChildProcess, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

import { Random } from '../../../src/base/random.js';
import { enqueue } from '../../../src/delivery/outbox/enqueue.js';
import { deliveryStatus } from '../../../src/delivery/outbox/status.js';
import { verifyDelivery } from '../../../src/delivery/outbox/verify.js';
import { openState } from '../../../src/state/open.js';
import { type Ability, startProvider } from './provider.js';

const dispatcher = fileURLToPath(new URL('./dispatcher.ts', import.meta.url));

/** How a campaign is disturbed. */
export interface SimulationOptions {
  /** URL of a new state. */
  readonly state: string;
  readonly ability: Ability;
  readonly messages: number;
  /** Writings at which a dispatcher kills itself, each in a life of its own: `3` after the third, `-3` before it. */
  readonly crashes: readonly number[];
  /** Lives that are ended at a random moment. */
  readonly randomKills: number;
  /** Dispatchers at the same time. */
  readonly dispatchers: number;
  readonly seed: number;
}

/** What the disturbances came to. */
export interface SimulationResult {
  readonly kills: number;
  /** Messages that the provider got, with repetitions. */
  readonly received: number;
  /** Users who were reached. */
  readonly reached: number;
  /** Users who were reached more than once. */
  readonly duplicates: number;
  /** Users who were not reached although the outbox says so, or who are left in the outbox. */
  readonly lost: number;
  /** Messages by state at the end. */
  readonly states: Readonly<Record<string, number>>;
  readonly verified: boolean;
}

export async function simulateDelivery(options: SimulationOptions): Promise<SimulationResult> {
  const { state: url, ability, messages, crashes, randomKills, dispatchers, seed } = options;
  const state = await openState(url);
  const provider = await startProvider(ability, seed);
  const random = new Random(seed, 1);
  try {
    const what = { channel: 'sms', purpose: 'marketing', action: 'coupon', address: null, body: {} } as const;
    const list = Array.from({ length: messages }, (_, i) => ({
      ...{ ...what, user: `u${i}`, costMinor: 5, currency: 'CNY', due: 0, notAfter: null },
    }));
    await enqueue(state, list, { project: 'shop', campaign: 'july', at: 0 });
    const args = [url, provider.url, ability];
    let kills = 0;
    for (const crash of crashes) kills += await life([...args, String(crash)], null);
    for (let i = 0; i < randomKills; i++) {
      const lives = Array.from({ length: dispatchers }, () => life(args, random.uniform() * 400));
      kills += (await Promise.all(lives)).reduce((sum, one) => sum + one, 0);
    }
    await life(args, null);
    const { ok } = await verifyDelivery(state);
    const states = { ...(await deliveryStatus(state))[0]!.states };
    const times = [...provider.effects.values()];
    const accepted = states.accepted ?? 0;
    return {
      ...{ kills, received: provider.received(), reached: times.length, states, verified: ok },
      duplicates: times.filter((count) => count > 1).length,
      lost: messages - Math.min(accepted, times.length),
    };
  } finally {
    await provider.close();
    await state.close();
  }
}

/** Runs one dispatcher. @param killAfterMs after its first claim; null for never @returns 1 where it was killed */
function life(args: readonly string[], killAfterMs: number | null): Promise<number> {
  const child: ChildProcess = spawn(process.execPath, ['--import', 'tsx', dispatcher, ...args], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  child.stdout!.once('data', () => {
    if (killAfterMs !== null) setTimeout(() => child.kill('SIGKILL'), killAfterMs);
  });
  return new Promise((resolve) => {
    child.on('close', (_, signal) => resolve(signal === 'SIGKILL' ? 1 : 0));
  });
}
