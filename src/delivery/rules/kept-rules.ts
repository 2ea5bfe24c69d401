import { pagesOf } from '../../state/reads.js';
import type { MessageRecord, SuppressionRecord } from '../../state/records/contact.js';
import type { DeliveryRecord } from '../../state/records/delivery.js';
import type { Snapshot } from '../../stores/sql/transactions.js';
import { clockTolerance } from '../limits/account.js';
import type { DeliveryFault } from '../outbox/verify.js';
import { isQuiet } from './quiet-hours.js';

/** The rules that claims had to keep, as records tell them afterwards. */
export async function rulesOf(snapshot: Snapshot): Promise<KeptRules> {
  const rules = new KeptRules();
  for await (const page of pagesOf('delivery', snapshot)) for (const one of page) rules.addDelivery(one);
  for await (const page of pagesOf('suppression', snapshot)) for (const one of page) rules.addOptOut(one);
  return rules;
}

const nameOf = (project: string, campaign: string): string => JSON.stringify([project, campaign]);

class KeptRules {
  readonly #deliveries = new Map<string, DeliveryRecord>();
  readonly #optOuts = new Map<string, SuppressionRecord[]>();
  readonly #messages = new Map<string, number>();

  addDelivery(delivery: DeliveryRecord): void {
    this.#deliveries.set(nameOf(delivery.project, delivery.campaign), delivery);
  }

  addOptOut(optOut: SuppressionRecord): void {
    this.#optOuts.set(optOut.addressHash, [...(this.#optOuts.get(optOut.addressHash) ?? []), optOut]);
  }

  /** Counts a message of its campaign. */
  count({ project, campaign }: MessageRecord): void {
    const name = nameOf(project, campaign);
    this.#messages.set(name, (this.#messages.get(name) ?? 0) + 1);
  }

  /** @param claimedAt when the message was last claimed; undefined where it never was */
  faults(message: MessageRecord, claimedAt: number | undefined): readonly DeliveryFault[] {
    if (claimedAt === undefined) return [];
    const fault = (problem: DeliveryFault['problem']) => ({ message: message.seq, problem });
    return [
      ...(this.#isOut(message, claimedAt) ? [fault('claimed after its opt-out')] : []),
      ...(this.#isQuiet(message, claimedAt) ? [fault('claimed in quiet hours')] : []),
    ];
  }

  /** Campaigns that were queued to the end and have another number of messages. */
  wrongCampaigns(): readonly string[] {
    return [...this.#deliveries]
      .filter(([name, { messages }]) => messages > 0 && this.#messages.get(name) !== messages)
      .map(([, { campaign }]) => campaign);
  }

  // The clocks of two programs differ: within their tolerance nobody can tell which came first.
  #isOut({ addressHash, channel, purpose }: MessageRecord, claimedAt: number): boolean {
    return (this.#optOuts.get(addressHash ?? '') ?? []).some(
      (one) =>
        (one.channel === '' || one.channel === channel) &&
        (one.scope === 'all' || purpose === 'marketing') &&
        claimedAt > one.since + clockTolerance,
    );
  }

  #isQuiet({ project, campaign, zone }: MessageRecord, claimedAt: number): boolean {
    const delivery = this.#deliveries.get(nameOf(project, campaign));
    const quiet = delivery?.quiet ?? null;
    return quiet !== null && isQuiet(quiet, zone ?? delivery!.zone, claimedAt);
  }
}
