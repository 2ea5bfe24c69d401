import { ensure } from '../../base/errors.js';
import { type PersonKey, personKey } from '../../state/person.js';
import type { State } from '../../state/state.js';
import { readSecret, type SecretPlaces } from '../../stores/secrets.js';
import { applyReceipts } from './apply.js';
import { type InboundConfig, inboundForms } from './config.js';
import type { InboundAnswer, InboundCall, InboundForm, InboundSecrets } from './forms/form.js';
import { keepOptOuts, type LinkOutcome, messageOfLink, optOutByLink } from './opt-outs.js';
import { type StoredReceipts, storeReceipts } from './receipts.js';

/** What was done with a call. */
export interface InboundTaken extends StoredReceipts {
  readonly optOuts: number;
  /** Replies that say something else. */
  readonly replies: number;
  /** Parts that could not be read. */
  readonly malformed: number;
  readonly answer: InboundAnswer;
}

/** Why a call is refused. */
export type InboundRefusal = 'no-such-channel' | 'not-from-the-provider' | 'not-readable';

interface OpenChannel {
  readonly form: InboundForm;
  readonly secrets: InboundSecrets;
}

/** Fewest letters of a secret that stands in an address. */
const fewestLetters = 16;

/** What a server does with calls of providers and with links that opt out. */
export class Inbound {
  readonly language: 'zh' | 'en';
  readonly #state: State;
  readonly #key: PersonKey;
  readonly #channels: ReadonlyMap<string, OpenChannel>;

  private constructor(
    state: State,
    key: PersonKey,
    channels: ReadonlyMap<string, OpenChannel>,
    language: 'zh' | 'en',
  ) {
    this.#state = state;
    this.#key = key;
    this.#channels = channels;
    this.language = language;
  }

  /** @throws WinbackError NOT_FOUND for a missing secret or key; BAD_INPUT for a secret that could be guessed */
  static async open(state: State, config: InboundConfig, places: SecretPlaces): Promise<Inbound> {
    const key = await personKey(state, config.keyFile, places);
    const channels = new Map<string, OpenChannel>();
    for (const { channel, form, secrets: from, url = null, segmentMinor = null } of config.channels) {
      const secrets: string[] = [];
      for (const [i, one] of from.entries()) {
        const secret = await readSecret(one, `${channel}.secrets[${i}]`, places);
        ensure(
          secret.length >= fewestLetters,
          `${channel}.secrets[${i}] has fewer than ${fewestLetters} letters: it could be guessed`,
        );
        secrets.push(secret);
      }
      channels.set(channel, { form: inboundForms[form], secrets: { secrets, url, segmentMinor } });
    }
    return new Inbound(state, key, channels, config.language);
  }

  /**
   * Stores what a call says, and gives the answer that its provider wants. Nothing of it is lost once it is answered; opt-outs
   * count from then on.
   */
  async take(channel: string, call: InboundCall): Promise<InboundTaken | InboundRefusal> {
    const open = this.#channels.get(channel);
    if (open === undefined) return 'no-such-channel';
    const { form, secrets } = open;
    if (!form.isFrom(call, secrets)) return 'not-from-the-provider';
    const content = form.read(call, secrets);
    if (content === null) return 'not-readable';
    const at = call.now * 1000;
    const optOuts = content.optOuts.map((address) => this.#key.address(address));
    const kept = optOuts.map((addressHash) => ({ addressHash, channel, reason: 'reply' }));
    await keepOptOuts(this.#state, kept, at);
    const stored = await storeReceipts(this.#state, this.#key, channel, content.receipts, at);
    const { replies, malformed } = content;
    return { ...stored, optOuts: optOuts.length, replies, malformed, answer: form.taken };
  }

  /** Applies what was stored. @param now milliseconds since 1970 */
  async apply(now: number): Promise<void> {
    await applyReceipts(this.#state, this.#key, now * 1000);
  }

  /** Whether a link was made by this state. */
  async isLink(token: string): Promise<boolean> {
    return (await messageOfLink(this.#state, this.#key, token)) !== null;
  }

  /** Opts out whoever got the message of a link. @param now milliseconds since 1970 */
  optOut(token: string, now: number): Promise<LinkOutcome> {
    return optOutByLink(this.#state, this.#key, token, now * 1000);
  }
}
