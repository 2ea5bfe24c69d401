// The outbox against a straight script over the same SQLite file format: queue a campaign, then send all of it. Both keep every step
// on the disk (WAL, synchronous=FULL) and an audit row a batch; the script claims batches of 100, as senders of newsletters do.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';

import type { Channel } from '../../src/delivery/outbox/channel.js';
import { dispatch } from '../../src/delivery/outbox/dispatch.js';
import { enqueue, type NewMessage } from '../../src/delivery/outbox/enqueue.js';
import { verifyDelivery } from '../../src/delivery/outbox/verify.js';
import { openState } from '../../src/state/open.js';
import { type BenchRow, median, row, type Trial } from '../harness.js';

interface Times {
  /** Seconds for the queue. */
  readonly queue: number;
  /** Seconds for claim, send and result of all. */
  readonly cycle: number;
  /** Messages that were accepted, each once. */
  readonly accepted: number;
}

const address = (i: number): string => `+86139${String(i).padStart(8, '0')}`;

const messageOf = (i: number): NewMessage => ({
  ...{ user: `u${i}`, channel: 'sms', purpose: 'marketing', action: 'coupon', address: address(i) },
  ...{ body: { name: `n${i}` }, costMinor: 5, currency: 'CNY', due: 0, notAfter: null },
});

/** A provider that takes everything at once: what is measured is the outbox. */
function taking(): { readonly channel: Channel; readonly reached: Set<number> } {
  const reached = new Set<number>();
  const channel: Channel = {
    ...{ name: 'sms', batch: 1000, timeoutSeconds: 60, recovery: 'resend' },
    send: async (messages, { report }) => {
      for (const one of messages) {
        reached.add(one.seq);
        report(one, { kind: 'accepted', providerId: `p${one.seq}` });
      }
    },
  };
  return { channel, reached };
}

async function ours(folder: string, count: number): Promise<Times> {
  const file = path.join(folder, `ours-${count}.db`);
  const state = await openState(file);
  const started = performance.now();
  for (let from = 0; from < count; from += 10_000) {
    const list = Array.from({ length: Math.min(10_000, count - from) }, (_, i) => messageOf(from + i));
    await enqueue(state, list, { project: 'shop', campaign: 'july', planDigest: 'p0', at: 0 });
  }
  const queued = performance.now();
  const { channel, reached } = taking();
  const how = { project: 'shop', zone: 'Asia/Shanghai', now: () => Date.now() * 1000, by: 'bench' };
  const { events } = await dispatch(state, channel, how);
  const ended = performance.now();
  const accepted = events.accepted === reached.size && (await isSound(state, count)) ? reached.size : -1;
  await state.close();
  rmSync(file, { force: true });
  return { queue: (queued - started) / 1e3, cycle: (ended - queued) / 1e3, accepted };
}

/** The proof reads the whole audit: it is made where that is quick. */
const isSound = async (state: Awaited<ReturnType<typeof openState>>, count: number): Promise<boolean> =>
  count > 100_000 || (await verifyDelivery(state)).ok;

const script = `
import json, sqlite3, sys, time
file, count, batch = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
db = sqlite3.connect(file, isolation_level=None)
db.executescript("""PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;
CREATE TABLE message (id INTEGER PRIMARY KEY, campaign TEXT, user TEXT, channel TEXT, address TEXT, params TEXT, key TEXT UNIQUE,
  state TEXT, attempts INTEGER, due INTEGER, lease_until INTEGER, provider_id TEXT, UNIQUE (campaign, user, channel)) STRICT;
CREATE INDEX message_due ON message (state, due, id);
CREATE TABLE contact (user TEXT, campaign TEXT, at INTEGER, PRIMARY KEY (user, campaign)) STRICT;
CREATE TABLE audit (seq INTEGER PRIMARY KEY, at INTEGER, event TEXT, detail TEXT) STRICT;""")
start = time.perf_counter()
for first in range(0, count, 10000):
    db.execute("BEGIN IMMEDIATE")
    db.executemany("INSERT INTO message VALUES (?, 'july', ?, 'sms', ?, ?, ?, 'queued', 0, 0, NULL, NULL) ON CONFLICT DO NOTHING",
        ((i + 1, f"u{i}", f"+86139{i:08d}", json.dumps({"name": f"n{i}"}), f"shop:july:u{i}:sms") for i in range(first, min(first + 10000, count))))
    db.execute("COMMIT")
queued = time.perf_counter()
reached = set()
while True:
    db.execute("BEGIN IMMEDIATE")
    rows = db.execute("""UPDATE message SET state = 'sending', lease_until = ? WHERE id IN
        (SELECT id FROM message WHERE state = 'queued' AND due <= ? ORDER BY due, id LIMIT ?) RETURNING id, user, address, params, key""",
        (int(time.time()) + 120, int(time.time()), batch)).fetchall()
    db.executemany("INSERT INTO contact VALUES (?, 'july', ?)", ((row[1], int(time.time())) for row in rows))
    db.execute("INSERT INTO audit (at, event, detail) VALUES (?, 'claimed', ?)", (int(time.time()), json.dumps([row[0] for row in rows])))
    db.execute("COMMIT")
    if not rows: break
    reached.update(row[0] for row in rows)
    db.execute("BEGIN IMMEDIATE")
    db.executemany("UPDATE message SET state = 'accepted', provider_id = ?, lease_until = NULL WHERE id = ?", ((f"p{row[0]}", row[0]) for row in rows))
    db.execute("INSERT INTO audit (at, event, detail) VALUES (?, 'accepted', ?)", (int(time.time()), json.dumps([row[0] for row in rows])))
    db.execute("COMMIT")
ended = time.perf_counter()
accepted = db.execute("SELECT count(*) FROM message WHERE state = 'accepted'").fetchone()[0]
print(json.dumps({"queue": queued - start, "cycle": ended - queued, "accepted": accepted if accepted == len(reached) else -1}))
`;

function straight(folder: string, count: number, batch: number): Times | null {
  const file = path.join(folder, `straight-${count}-${batch}.db`);
  writeFileSync(path.join(folder, 'straight.py'), script);
  const args = [path.join(folder, 'straight.py'), file, String(count), String(batch)];
  const { stdout, status } = spawnSync('python3', args, { encoding: 'utf8' });
  rmSync(file, { force: true });
  return status === 0 ? (JSON.parse(stdout) as Times) : null;
}

const peer = 'a script over SQLite, batches of 100';

/** Both sides in turn; the medians of the queue and of the cycle. */
async function compared(folder: string, count: number, rounds: number): Promise<readonly BenchRow[]> {
  const runs: { readonly mine: Times; readonly theirs: Times | null }[] = [];
  for (let round = 0; round < rounds; round++)
    runs.push({ mine: await ours(folder, count), theirs: straight(folder, count, 100) });
  const isEqual = runs.every(({ mine, theirs }) => mine.accepted === count && theirs?.accepted === count);
  const isMissing = runs.some(({ theirs }) => theirs === null);
  return (['queue', 'cycle'] as const).map((what) => {
    const mine = median(runs.map((one) => one.mine[what]));
    if (isMissing) return row(`${what} ${count}`, 's', mine, 'missing: python3 with sqlite3', null, null);
    return row(`${what} ${count}`, 's', mine, peer, median(runs.map((one) => one.theirs![what])), isEqual);
  });
}

/** A million messages, ours alone: the straight script takes many minutes. */
async function million(folder: string): Promise<readonly BenchRow[]> {
  const count = 1_000_000;
  const times = await ours(folder, count);
  const isWhole = times.accepted === count;
  return (['queue', 'cycle'] as const).map((what) =>
    row(`${what} ${count}`, 's', isWhole ? times[what] : Number.NaN, 'none at this size', null, null),
  );
}

export const trial: Trial = {
  about: 'queueing a campaign and sending it through the outbox, every step on the disk',
  async run({ quick }) {
    const folder = mkdtempSync(path.join(os.tmpdir(), 'winback-outbox-'));
    try {
      const rows = await compared(folder, quick ? 5000 : 50_000, quick ? 1 : 3);
      return quick ? rows : [...rows, ...(await million(folder))];
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  },
};
