import { WinbackError } from '../../base/errors.js';
import { sha256 } from '../../base/node-crypto.js';
import type { MessageRecord } from '../../state/records/contact.js';
import type { ObjectStore } from '../../stores/objects/store.js';
import type { Channel, Sending } from '../outbox/channel.js';
import { ranges } from '../outbox/events.js';
import { folderName } from './handover.js';
import { jsonObject } from './http/answer.js';

/** Messages of one file. */
const messagesAtOnce = 10_000;

/** Where files of users are handed over, and in which form. */
export interface AudienceFiles {
  /** A folder or a bucket. */
  readonly store: ObjectStore;
  /** What all keys begin with; empty or with a slash at its end. */
  readonly prefix: string;
  /** What files end with, such as `csv`. */
  readonly extension: string;
  /** The bytes of a file. */
  readonly encode: (messages: readonly MessageRecord[]) => Promise<Uint8Array>;
}

/**
 * A channel that hands users over as files, `PROJECT/CAMPAIGN/FIRST-LAST-COUNT.csv`, each with a manifest beside it,
 * `...csv.manifest.json`, that has its digest and the numbers of its messages. The manifest is written last and once: a file
 * counts when it has one.
 */
export const audienceChannel = (name: string, files: AudienceFiles): Channel => ({
  ...{ name, batch: messagesAtOnce, timeoutSeconds: 300, recovery: 'ask' },
  send: async (messages, sending) => {
    for (const list of byCampaign(messages)) await write(files, list, sending);
  },
  taken: async (messages) => {
    const found = new Set<number>();
    for (const list of byCampaign(messages)) {
      const isIn = await handedOver(files, placeOf(files, list[0]!));
      for (const { seq } of list) if (isIn(seq)) found.add(seq);
    }
    return found;
  },
});

const placeOf = ({ prefix }: AudienceFiles, { project, campaign }: MessageRecord): string =>
  `${prefix}${folderName(project)}/${folderName(campaign)}/`;

function byCampaign(messages: readonly MessageRecord[]): readonly (readonly MessageRecord[])[] {
  const lists = new Map<string, MessageRecord[]>();
  for (const message of messages) {
    const name = JSON.stringify([message.project, message.campaign]);
    lists.set(name, [...(lists.get(name) ?? []), message]);
  }
  return [...lists.values()];
}

const manifestEnd = '.manifest.json';

async function write(
  files: AudienceFiles,
  messages: readonly MessageRecord[],
  { signal, report }: Sending,
): Promise<void> {
  const { store, extension, encode } = files;
  const seqs = messages.map(({ seq }) => seq);
  const file = `${Math.min(...seqs)}-${Math.max(...seqs)}-${seqs.length}.${extension}`;
  const key = `${placeOf(files, messages[0]!)}${file}`;
  const numbers = ranges(seqs);
  const bytes = await encode(messages);
  const { project, campaign } = messages[0]!;
  const facts = { schema: 1, project, campaign, file, messages: seqs.length, numbers };
  const manifest = { ...facts, bytes: bytes.byteLength, sha256: sha256(bytes) };
  stopIf(signal);
  if (!(await hasSame(store, key, numbers))) {
    // Nobody uses a file without a manifest: what a dead dispatcher left is replaced.
    await store.put(key, bytes, { signal });
    stopIf(signal);
    const text = Buffer.from(`${JSON.stringify(manifest)}\n`);
    const isFirst = await store.put(`${key}${manifestEnd}`, text, { createOnly: true, signal });
    if (!isFirst && !(await hasSame(store, key, numbers))) throw other(store, key);
  }
  for (const message of messages) report(message, { kind: 'accepted', providerId: file });
}

function stopIf(signal: AbortSignal): void {
  if (signal.aborted)
    throw new WinbackError('ABORTED', 'the claim of the messages ended before they were handed over');
}

/** Whether a file with a manifest has exactly these messages. @throws WinbackError CONFLICT where it has others */
async function hasSame(store: ObjectStore, key: string, numbers: unknown): Promise<boolean> {
  const given = await store.get(`${key}${manifestEnd}`);
  if (given === null) return false;
  const known = jsonObject(Buffer.from(given).toString('utf8'))?.['numbers'];
  if (JSON.stringify(known) === JSON.stringify(numbers)) return true;
  throw other(store, key);
}

const other = (store: ObjectStore, key: string): WinbackError =>
  new WinbackError(
    'CONFLICT',
    `${store.place}/${key} holds other messages: another state writes there, name another folder`,
  );

/** Which messages the manifests of a campaign have. */
async function handedOver({ store }: AudienceFiles, place: string): Promise<(seq: number) => boolean> {
  const known: (readonly [number, number])[] = [];
  for await (const { key } of store.list(place)) {
    if (!key.endsWith(manifestEnd)) continue;
    const bytes = await store.get(key);
    const numbers = bytes === null ? null : jsonObject(Buffer.from(bytes).toString('utf8'))?.['numbers'];
    if (!Array.isArray(numbers))
      throw new WinbackError(
        'IO',
        `${store.place}/${key} is no manifest of an audience: restore or remove it`,
      );
    known.push(...(numbers as (readonly [number, number])[]));
  }
  return (seq) => known.some(([first, last]) => first <= seq && seq <= last);
}
