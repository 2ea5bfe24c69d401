/** What a provider says became of a message, stored as it came and applied afterwards. Times are microseconds since 1970, UTC. */
export interface ReceiptRecord {
  /** SHA-256 of what it says: the same receipt again is the same record. */
  readonly id: string;
  /** Name of the channel that it came to. */
  readonly channel: string;
  /** Number that the provider gave the message. */
  readonly providerId: string;
  /** HMAC of the address, where the state has a key and the receipt names one; null otherwise. */
  readonly addressHash: string | null;
  /** What became of the message. */
  readonly state: 'accepted' | 'delivered' | 'undelivered';
  /** Why it came back, in the words of the provider; null where it did not. */
  readonly reason: string | null;
  /** When it happened, by the clock of the provider; null where it does not say. */
  readonly at: number | null;
  /** When it came. */
  readonly storedAt: number;
  /** What the message cost, in minor units; null where the provider does not say. */
  readonly costMinor: number | null;
  /** The message it is about; null where no message has its number. */
  readonly message: number | null;
  /** `waiting` until it is applied; `late` where the message knew better already; `unmatched` where there is no such message. */
  readonly outcome: 'waiting' | 'applied' | 'late' | 'unmatched';
}

/** A coupon code, and who has it. */
export interface CouponRecord {
  /** Name of the pool that the code belongs to. */
  readonly pool: string;
  /** The code. */
  readonly code: string;
  /** When it was added, microseconds since 1970 in UTC. */
  readonly addedAt: number;
  /** Not given to anybody after this time; null where it does not expire. */
  readonly validUntil: number | null;
  /** Name of the configuration whose campaign gave it away; null while it is free. */
  readonly project: string | null;
  /** The campaign; null while it is free. */
  readonly campaign: string | null;
  /** Id of the user, or a pseudonym once the person was forgotten; null while it is free. */
  readonly user: string | null;
  /** When it was given, microseconds since 1970 in UTC; null while it is free. */
  readonly givenAt: number | null;
}

/** The name that a provider wants a message to have. */
export interface MessageKeyRecord {
  /** Name of the channel. */
  readonly channel: string;
  /** Number of the message. */
  readonly message: number;
  /** The name. */
  readonly key: string;
  /** When it was made, microseconds since 1970 in UTC. */
  readonly at: number;
}
