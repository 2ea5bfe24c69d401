import type { IncomingHttpHeaders } from 'node:http';

import type { Receipt } from '../receipts.js';

/** A call that came in. */
export interface InboundCall {
  /** What stands behind the name of the channel in the address; empty where nothing does. */
  readonly token: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
  /** When it came, milliseconds since 1970. */
  readonly now: number;
}

/** What a call says. */
export interface InboundContent {
  readonly receipts: readonly Receipt[];
  /** Addresses that want no more messages. */
  readonly optOuts: readonly string[];
  /** Replies that say something else. */
  readonly replies: number;
  /** Parts that cannot be read. */
  readonly malformed: number;
}

/** What a caller gets. */
export interface InboundAnswer {
  readonly status: number;
  readonly type: string;
  readonly body: string;
}

/** What a form is checked with. */
export interface InboundSecrets {
  /** The newest first. */
  readonly secrets: readonly string[];
  /** The address that the provider calls, as it knows it; null where none is configured. */
  readonly url: string | null;
  /** What one text message of several costs, minor units; null where nobody says. */
  readonly segmentMinor: number | null;
}

/** How one provider tells what became of messages. */
export interface InboundForm {
  /** Whether the call is the provider's. */
  readonly isFrom: (call: InboundCall, secrets: InboundSecrets) => boolean;
  /** What the call says; null where its body is not of the form at all. */
  readonly read: (call: InboundCall, secrets: InboundSecrets) => InboundContent | null;
  /** The answer once everything is stored; the provider repeats what is answered otherwise. */
  readonly taken: InboundAnswer;
}
