// Files as people have them, for the tests of `winback init`. Written by hand: what they mean is known.
import { writeFileSync } from 'node:fs';
import path from 'node:path';

import { Random } from '../../src/base/random.js';

const firstDay = Date.UTC(2026, 0, 1);

/** A log of visits and purchases of 200 users in 120 days. */
export interface MadeLog {
  /** Header line. */
  readonly header: string;
  /** One row: day and minute since the start, the event, an amount in cents where it is a purchase. */
  readonly row: (user: number, at: Date, event: 'login' | 'view' | 'purchase', cents: number) => string;
  /** @default 3000 */
  readonly rows?: number | undefined;
}

export function writeLog(folder: string, name: string, { header, row, rows = 3000 }: MadeLog): string {
  const random = new Random(7);
  const lines = Array.from({ length: rows }, () => {
    const at = new Date(firstDay + Math.floor(random.uniform() * 120 * 1440) * 60_000);
    const event = (['login', 'view', 'purchase'] as const)[Math.floor(random.uniform() * 3)]!;
    return row(Math.floor(random.uniform() * 200), at, event, 100 + Math.floor(random.uniform() * 9900));
  });
  const file = path.join(folder, name);
  writeFileSync(file, `${[header, ...lines].join('\n')}\n`);
  return file;
}

const two = (value: number): string => String(value).padStart(2, '0');

/** `26/02/2026 10:00`, or with the month first. */
export function slashTime(at: Date, order: 'day' | 'month'): string {
  const [day, month] = [two(at.getUTCDate()), two(at.getUTCMonth() + 1)];
  const date = order === 'day' ? `${day}/${month}` : `${month}/${day}`;
  return `${date}/${at.getUTCFullYear()} ${two(at.getUTCHours())}:${two(at.getUTCMinutes())}`;
}

/** `2026-02-26 10:00:00`. */
export const isoTime = (at: Date): string => at.toISOString().slice(0, 19).replace('T', ' ');
