import { writeFile } from 'node:fs/promises';
import { uniform } from '../../support/random.js';

/** One event as the tests make it; `at` is UTC. */
export interface ToyEvent {
  readonly id: string;
  readonly user: string;
  readonly at: Date;
  readonly event: string;
  readonly amount: number | null;
  readonly ms: number | null;
  readonly feature: string | null;
  readonly used: number | null;
  readonly total: number | null;
}

const names = [
  'open_app',
  'new_task',
  'task_ok',
  'task_bad',
  'paid',
  'refunded',
  'coupon',
  'use_feature',
  'quota',
  'noise',
];

/** Events of `users` users over `days` days from 2025-01-01; user k stops after a random day. */
export function toyEvents(users: number, days: number, seed: number): ToyEvent[] {
  const random = uniform(seed);
  const start = Date.UTC(2025, 0, 1);
  const events: ToyEvent[] = [];
  for (let user = 0; user < users; user++) {
    const stop = Math.floor(random() * days * 1.5);
    const rate = 0.1 + random() * 2;
    for (let day = 0; day < Math.min(days, stop); day++) {
      for (let n = Math.floor(random() * rate * 2); n > 0; n--) {
        const event = names[Math.floor(random() * names.length)]!;
        const total = event === 'quota' ? 100 : null;
        events.push({
          id: `e${events.length}`,
          user: `u${user}`,
          at: new Date(start + day * 864e5 + Math.floor(random() * 864e5)),
          event,
          amount: ['paid', 'refunded', 'coupon'].includes(event) ? Math.round(random() * 20000) / 100 : null,
          ms: event === 'task_ok' ? Math.floor(random() * 5000) : null,
          feature: event === 'use_feature' ? `f${Math.floor(random() * 6)}` : null,
          used: total === null ? null : Math.floor(random() * 140),
          total,
        });
      }
    }
  }
  return events;
}

export async function writeToyCsv(path: string, events: readonly ToyEvent[]): Promise<void> {
  const lines = events.map((e) =>
    [
      e.id,
      e.user,
      e.at.toISOString().replace('T', ' ').replace('Z', ''),
      e.event,
      e.amount,
      e.ms,
      e.feature,
      e.used,
      e.total,
    ].join(','),
  );
  await writeFile(path, `id,who,when,what,amount,ms,feature,used,total\n${lines.join('\n')}\n`);
}

export const toyConfig = {
  columns: {
    id: 'id',
    user: 'who',
    time: 'when',
    event: 'what',
    amount: 'amount',
    duration: 'ms',
    feature: 'feature',
    quotaUsed: 'used',
    quotaTotal: 'total',
  },
  roles: {
    login: ['open_app'],
    task_created: ['new_task'],
    task_succeeded: ['task_ok'],
    task_failed: ['task_bad'],
    payment: ['paid'],
    refund: ['refunded'],
    coupon: ['coupon'],
    feature_used: ['use_feature'],
    quota: ['quota'],
  },
} as const;
