// Drift of a day against the training: ours against the stored profile, all measures; scipy, NannyML and Evidently against the rows of the
// training, as they work. Seconds are those of the processor: processes run in turn, and the machine may be busy.

import type { ArrowTable } from '../../src/data/arrow-shape.js';
import { driftOf } from '../../src/monitor/drift/drift.js';
import type { DriftReport } from '../../src/monitor/drift/records.js';
import { profileOf } from '../../src/monitor/profile/profile.js';
import type { Profile } from '../../src/monitor/profile/records.js';
import { driftColumns, driftTable } from '../drift-table.js';
import { type BenchRow, median, row, type Trial } from '../harness.js';
import { openPeer, type Peer, type PeerAnswer } from '../peers/peer.js';

const sizes = {
  full: { large: 1_000_000, shared: 1_000_000, rounds: 1 },
  quick: { large: 200_000, shared: 10_000, rounds: 1 },
};

/** Processor seconds of this process. */
async function measured<T>(work: () => Promise<T>): Promise<{ seconds: number; result: T }> {
  const before = process.cpuUsage();
  const result = await work();
  const { user, system } = process.cpuUsage(before);
  return { seconds: (user + system) / 1e6, result };
}

const drift = (profile: Profile, table: ArrowTable) =>
  measured(() => driftOf(profile, table, { threads: 1 }));

/** Our distances and areas are scipy's, within the errors that we say. */
function agrees({ columns }: DriftReport, answer: PeerAnswer): boolean {
  const [ks, area] = [answer['ks'] as number[], answer['area'] as number[]];
  return ks.every((theirs, i) => {
    const { name } = driftColumns[i]!;
    const { ks: ours, ksError, w1 } = columns.find((column) => column.name === name)!;
    const inside = (value: number, low: number, more: number): boolean =>
      value >= low - 1e-6 * (1 + low) && value <= low + more + 1e-6 * (1 + low);
    return inside(theirs, ours!, ksError) && inside(area[i]!, w1!.value, w1!.error);
  });
}

async function alone(rows: number, profile: Profile, rounds: number): Promise<BenchRow> {
  const table = await driftTable(rows, 1);
  await drift(profile, table);
  const seconds: number[] = [];
  for (let round = 0; round < 3 * rounds; round++) seconds.push((await drift(profile, table)).seconds);
  const name = `${rows} x ${driftColumns.length}, all measures, processor seconds`;
  return row(name, 's', median(seconds), 'none at this size', null, null);
}

async function against(
  peer: Peer,
  does: string,
  rows: number,
  profile: Profile,
  rounds: number,
): Promise<BenchRow> {
  const table = await driftTable(rows, 1);
  await drift(profile, table);
  const ours: number[] = [];
  const theirs: number[] = [];
  let equal: boolean | null = null;
  for (let round = 0; round < rounds; round++) {
    // One run of ours is short: the median of three is taken each time.
    const mine = [await drift(profile, table), await drift(profile, table), await drift(profile, table)];
    ours.push(median(mine.map(({ seconds }) => seconds)));
    const answer = await peer.ask({ do: does });
    theirs.push(answer.seconds);
    if (does === 'scipy') equal = agrees(mine[0]!.result, answer);
  }
  const name = `${rows} x ${driftColumns.length}, processor seconds`;
  return row(name, 's', median(ours), does, median(theirs), equal);
}

export const trial: Trial = {
  about:
    'a day against the profile of the training: distances, bins, areas, missing and new values of 40 columns',
  async run({ quick }) {
    const { large, shared, rounds } = quick ? sizes.quick : sizes.full;
    const profile = await profileOf(await driftTable(shared, 0), { columns: driftColumns });
    const rows = [await alone(large, profile, rounds)];
    const peer = await openPeer('drift.py', { requirements: 'requirements-drift.txt' });
    if (peer.missing !== null) return [...rows, row('peers', 's', 1, `missing: ${peer.missing}`, null, null)];
    try {
      await peer.ask({ do: 'load', reference: shared, current: shared });
      for (const does of ['scipy', 'nannyml', 'evidently'])
        rows.push(await against(peer, does, shared, profile, rounds));
    } finally {
      peer.close();
    }
    return rows;
  },
};
