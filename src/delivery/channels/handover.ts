import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';

import { partialName, removeAbandoned, renameDurably } from '../../base/durable-files.js';
import { WinbackError } from '../../base/errors.js';
import type { MessageRecord } from '../../state/records/contact.js';
import type { Channel, Sending } from '../outbox/channel.js';

/** Messages of one file. */
const messagesAtOnce = 1000;

/**
 * A channel that hands messages over as files: `FOLDER/PROJECT/CAMPAIGN/FIRST-LAST.jsonl`, one message a line with `key`,
 * `user`, `action`, `address`, `costMinor`, `currency` and `properties`. A file appears whole or not at all, and no message
 * stands in two files.
 * @param folder where the files go; it is made
 * @param name of the channel, as messages name it
 *
 * @example
 * ```ts
 * import { handoverChannel } from 'winback/delivery';
 *
 * handoverChannel('out/handover').recovery; // 'ask'
 * ```
 */
export function handoverChannel(folder: string, name = 'handover'): Channel {
  return {
    name,
    batch: messagesAtOnce,
    timeoutSeconds: 60,
    recovery: 'ask',
    send: async (messages, sending) => {
      for (const [place, list] of byFolder(folder, messages)) await write(place, list, sending);
    },
    taken: async (messages) => {
      const found = new Set<number>();
      for (const [place, list] of byFolder(folder, messages)) {
        const keys = await keysIn(place);
        for (const { seq, key } of list) if (keys.has(key)) found.add(seq);
      }
      return found;
    },
  };
}

/** A name as one part of a path: a campaign may be called `..` or `a/b`. */
export const folderName = (name: string): string => encodeURIComponent(name).replaceAll('.', '%2E') || '%';

/** Folder of one project's campaigns inside the folder that messages are handed over to. */
export const projectFolder = (folder: string, project: string): string =>
  path.join(folder, folderName(project));

function byFolder(
  folder: string,
  messages: readonly MessageRecord[],
): ReadonlyMap<string, readonly MessageRecord[]> {
  const places = new Map<string, MessageRecord[]>();
  for (const message of messages) {
    const place = path.join(projectFolder(folder, message.project), folderName(message.campaign));
    const list = places.get(place);
    if (list === undefined) places.set(place, [message]);
    else list.push(message);
  }
  return places;
}

async function write(
  place: string,
  messages: readonly MessageRecord[],
  { signal, report }: Sending,
): Promise<void> {
  const seqs = messages.map(({ seq }) => seq);
  const file = path.join(place, `${Math.min(...seqs)}-${Math.max(...seqs)}-${seqs.length}.jsonl`);
  await mkdir(place, { recursive: true });
  await removeAbandoned(file);
  const part = partialName(file);
  await writeFile(part, messages.map(lineOf).join(''), { flag: 'wx', mode: 0o600 });
  if (signal.aborted)
    throw new WinbackError('ABORTED', 'the claim of the messages ended before they were handed over');
  await renameDurably(part, file);
  for (const message of messages) report(message, { kind: 'accepted', providerId: path.basename(file) });
}

function lineOf({ key, user, action, address, costMinor, currency, body }: MessageRecord): string {
  return `${JSON.stringify({ key, user, action, address, costMinor, currency, properties: body })}\n`;
}

const keysIn = async (place: string): Promise<ReadonlySet<string>> =>
  new Set((await linesIn(place)).map(({ key }) => key));

interface Line {
  readonly key: string;
  readonly user: string;
}

async function linesIn(place: string): Promise<readonly Line[]> {
  const found: Line[] = [];
  for (const name of (await namesIn(place)).filter((one) => one.endsWith('.jsonl'))) {
    const lines = (await readFile(path.join(place, name), 'utf8')).split('\n').filter((line) => line !== '');
    for (const line of lines) found.push(JSON.parse(line) as Line);
  }
  return found;
}

const namesIn = (place: string): Promise<readonly string[]> =>
  readdir(place).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return [];
    throw error;
  });

/** Users in the files of one campaign. */
export const handedOverUsers = async (
  folder: string,
  project: string,
  campaign: string,
): Promise<ReadonlySet<string>> =>
  new Set(
    (await linesIn(path.join(projectFolder(folder, project), folderName(campaign)))).map(({ user }) => user),
  );

/** Which of some campaigns have a file in the folder of their project. */
export async function campaignsHandedOver(
  folder: string,
  project: string,
  isWanted: (campaign: string) => boolean,
): Promise<readonly string[]> {
  const place = projectFolder(folder, project);
  const campaigns: string[] = [];
  for (const name of await namesIn(place)) {
    const campaign = nameOf(name);
    if (campaign === null || !isWanted(campaign)) continue;
    if ((await namesIn(path.join(place, name))).some((one) => one.endsWith('.jsonl')))
      campaigns.push(campaign);
  }
  return campaigns;
}

/** The campaign of a folder; null for a folder that this channel did not make. */
function nameOf(folder: string): string | null {
  try {
    const campaign = decodeURIComponent(folder);
    return folderName(campaign) === folder ? campaign : null;
  } catch {
    return null;
  }
}
