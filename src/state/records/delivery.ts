import type { Purpose } from './contact.js';

/** How often one user may be contacted for marketing, over all campaigns. */
export interface ContactCaps {
  /** Whose contacts count: those of every configuration of the state, or of this one alone. */
  readonly over: 'state' | 'project';
  /** Fewest days between two contacts; 0 for no limit. */
  readonly coolDownDays: number;
  /** Most contacts within `withinDays`. */
  readonly most: number;
  /** Days that `most` looks back. */
  readonly withinDays: number;
}

/** Hours of a clock in which nothing is sent: from `from` up to `to`, the next day where `to` is the earlier one. */
export interface QuietHours {
  /** Begin, `HH:MM`. */
  readonly from: string;
  /** End, `HH:MM`: sending begins again. */
  readonly to: string;
}

/** Where a campaign's delivery stands. */
export type DeliveryState = 'draft' | 'approved' | 'running' | 'paused' | 'done';

/** A campaign that is delivered, and the rules it is delivered under. Times are microseconds since 1970, UTC. */
export interface DeliveryRecord {
  /** Name of the configuration. */
  readonly project: string;
  /** Name of the campaign. */
  readonly campaign: string;
  /** Name of the channel. */
  readonly channel: string;
  /** What it is for: limits of contacts hold for marketing. */
  readonly purpose: Purpose;
  /** Template at the provider; null where the channel needs none. */
  readonly template: string | null;
  /** SHA-256 of the list that it was queued from. */
  readonly planDigest: string;
  /** Messages that were queued. */
  readonly messages: number;
  /** Nothing is sent before; null for no such time. */
  readonly notBefore: number | null;
  /** Nothing is sent after; null for no such time. */
  readonly notAfter: number | null;
  /** IANA zone of recipients whose own zone is not known. */
  readonly zone: string;
  /** Null for none. */
  readonly quiet: QuietHours | null;
  /** Null for none. */
  readonly caps: ContactCaps | null;
  /** `draft` waits for an approval, `approved` for its start. */
  readonly state: DeliveryState;
  /** Why it is paused, in a few words. */
  readonly reason: string | null;
  /** Who approved it. */
  readonly approvedBy: string | null;
  /** When. */
  readonly approvedAt: number | null;
  /** Messages that may go out until somebody has looked at the first ones; null where there is no such limit. */
  readonly firstLeft: number | null;
  /** When it was queued. */
  readonly createdAt: number;
  /** When it last changed. */
  readonly updatedAt: number;
}

/** An account at a provider: what it took lately, and how it answers. */
export interface AccountRecord {
  /** Name of the account. */
  readonly account: string;
  /** Microseconds since 1970, UTC. */
  readonly updatedAt: number;
  /** As the delivery room keeps it. */
  readonly detail: Readonly<Record<string, unknown>>;
}
