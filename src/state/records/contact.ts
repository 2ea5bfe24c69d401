/** What a campaign planned and what it brought, by tier and action. Money is in minor units of the currency. */
export interface CampaignRecord {
  /** Name of the configuration. */
  readonly project: string;
  /** Name of the campaign. */
  readonly campaign: string;
  /** The day, YYYY-MM-DD in the zone of the configuration. */
  readonly date: string;
  /** Tier of the users. */
  readonly tier: string;
  /** What they are given. */
  readonly action: string;
  /** Currency code, such as CNY. */
  readonly currency: string;
  /** Digest of the plan. */
  readonly planDigest: string;
  /** Users it was planned for. */
  readonly plannedUsers: number;
  /** Planned cost. */
  readonly plannedCostMinor: number;
  /** Planned profit. */
  readonly plannedProfitMinor: number;
  /** Messages that went out. */
  readonly sent: number;
  /** Messages that arrived. */
  readonly delivered: number;
  /** Money that was spent. */
  readonly spentMinor: number;
  /** Users who were held out. */
  readonly holdout: number;
  /** Difference of the shares that stayed, treated minus holdout. */
  readonly recall: number | null;
  /** Lower end of the interval. */
  readonly recallLow: number | null;
  /** Upper end of the interval. */
  readonly recallHigh: number | null;
  /** Net revenue it brought. */
  readonly netGmvMinor: number | null;
  /** Lower end of the interval. */
  readonly netGmvLowMinor: number | null;
  /** Upper end of the interval. */
  readonly netGmvHighMinor: number | null;
}

/** That a user was contacted, or held back. A contact is written with the message that is to be sent, and stays. */
export interface ContactRecord {
  /** Name of the configuration. */
  readonly project: string;
  /** Name of the campaign. */
  readonly campaign: string;
  /** The user's id, or a pseudonym once the person was forgotten. */
  readonly user: string;
  /** Name of the channel. */
  readonly channel: string;
  /** What they are given. */
  readonly action: string;
  /** What it is for. */
  readonly purpose: Purpose;
  /** Microseconds since 1970, UTC. */
  readonly at: number;
  /** The day of `at` in the zone of the configuration; for a user who was held back, the day of the plan. */
  readonly day: string;
  /** Kept back by the holdout: nobody was contacted, and it counts as a contact all the same. */
  readonly held: boolean;
  /** Probability that a user with this plan is contacted; null where no plan says. */
  readonly probability: number | null;
  /** What it costs, in minor units; 0 where held. */
  readonly costMinor: number;
  /** Currency code, such as CNY. */
  readonly currency: string;
  /** Number of the message; null where held. */
  readonly message: number | null;
}

/** What a message is for: limits and opt-outs hold for marketing. */
export type Purpose = 'marketing' | 'transactional' | 'alert';

/**
 * `queued` waits for its time, `sending` is claimed; `unknown` was handed over and nobody knows whether it went out. All
 * others are final: `accepted` and `delivered` went out, `undelivered` came back, `suppressed`, `expired`, `dead` and
 * `cancelled` were never sent.
 */
export type MessageState =
  | 'queued'
  | 'sending'
  | 'accepted'
  | 'delivered'
  | 'undelivered'
  | 'unknown'
  | 'suppressed'
  | 'expired'
  | 'dead'
  | 'cancelled';

/** One message of the outbox. Times are microseconds since 1970, UTC. */
export interface MessageRecord {
  /** Number of the message in this state, from 1. The chain of the audit names messages by it alone. */
  readonly seq: number;
  /** Name of the configuration. */
  readonly project: string;
  /** Name of the campaign. */
  readonly campaign: string;
  /** Id of the user, or a pseudonym once the person was forgotten. */
  readonly user: string;
  /** Name of the channel. */
  readonly channel: string;
  /** The same message has the same key: providers and receivers drop repetitions by it. */
  readonly key: string;
  /** What it is for. */
  readonly purpose: Purpose;
  /** What they are given. */
  readonly action: string;
  /** Where it goes; null where the channel needs none, and once the person was forgotten. */
  readonly address: string | null;
  /** HMAC of the address, where the state has a key. */
  readonly addressHash: string | null;
  /**
   * Whom the address reaches: the same for two ways to write one address. The HMAC, where the state has a key; null without an
   * address, and once the person was forgotten without one.
   */
  readonly recipient: string | null;
  /** IANA zone of the user; null where it is not known. */
  readonly zone: string | null;
  /** What it says, as the channel wants it. */
  readonly body: Readonly<Record<string, unknown>>;
  /** What it costs, in minor units. */
  readonly costMinor: number;
  /** Currency code, such as CNY. */
  readonly currency: string;
  /** Where it stands. */
  readonly state: MessageState;
  /** Sends that failed for a reason that may pass. */
  readonly attempts: number;
  /** Not sent before. */
  readonly due: number;
  /** Not sent after. */
  readonly notAfter: number | null;
  /** Since when the receiver may have taken it: begin of the first sending whose end nobody knows. */
  readonly maybeSince: number | null;
  /** Until when it is claimed. */
  readonly leaseUntil: number | null;
  /** Which dispatcher claimed it. */
  readonly leaseBy: string | null;
  /** Name that the receiver gave it. */
  readonly providerId: string | null;
  /** Why, in a few words. */
  readonly reason: string | null;
  /** When it was enqueued. */
  readonly createdAt: number;
  /** When it last changed. */
  readonly updatedAt: number;
}

/** That an address wants no messages. */
export interface SuppressionRecord {
  /** HMAC of the address under the key of the state. */
  readonly addressHash: string;
  /** Channel, or an empty text for all. */
  readonly channel: string;
  /** What it holds for. */
  readonly scope: 'marketing' | 'all';
  /** Why, in a few words. */
  readonly reason: string;
  /** When it began. */
  readonly since: number;
}

/** One entry of the chain of what was done. It holds no data of persons. */
export interface AuditRecord {
  /** From 1, without gaps. */
  readonly seq: number;
  /** Name of the configuration. */
  readonly project: string;
  /** When. */
  readonly at: number;
  /** Such as `claimed`. */
  readonly event: string;
  /** Such as the name of a campaign. */
  readonly subject: string;
  /** What it was done with: numbers of messages, counts, reasons. */
  readonly detail: Readonly<Record<string, unknown>>;
  /** Hash of the entry before; an empty text for the first. */
  readonly previous: string;
  /** SHA-256 of `previous` and this entry. */
  readonly hash: string;
}
