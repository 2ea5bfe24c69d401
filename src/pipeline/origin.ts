import type { ReportOrigin } from '../report/records.js';
import { winbackVersion } from './package-facts.js';

/** What the head of every report says: the moment `now`, this program, and the configuration by name. */
export function originOf(config: string, now: string): ReportOrigin {
  return { createdAt: now, version: winbackVersion(), config };
}
