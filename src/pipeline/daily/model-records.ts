import { zoneOffset } from '../../base/time-zone.js';
import type { PointerEntry, RegisteredVersion } from '../../registry/versions/records.js';
import type { StateRecords } from '../../state/records.js';
import type { State } from '../../state/state.js';
import type { DailyRegistry } from './memory.js';
import { dailyDeed } from './registry-adapter.js';
import type { TrainedFigures } from './trained-figures.js';

type ModelRecord = StateRecords['model'];
type DecisionRecord = StateRecords['decision'];

/** Where the records of models come from. */
export interface ModelSources {
  readonly registry: DailyRegistry;
  readonly state: State;
  /** Name of the configuration. */
  readonly project: string;
  /** Time zone of the configuration. */
  readonly zone: string;
}

/**
 * Every version of the registry, and every change of the model in production, whoever made it. The registry is the truth: the
 * records follow it, so that writing them again changes nothing.
 * @param trained figures of trainings that the state may not know yet
 */
export async function modelRecords(
  { registry, state, project, zone }: ModelSources,
  trained: readonly TrainedFigures[],
): Promise<{ readonly model: readonly ModelRecord[]; readonly decision: readonly DecisionRecord[] }> {
  const [versions, history, known] = await Promise.all([
    registry.versions(),
    registry.history(),
    state.list('model', { where: { project } }),
  ]);
  const figures = new Map<string, Pick<ModelRecord, 'metrics' | 'gates'>>();
  for (const { digest, metrics, gates } of [...known, ...trained]) figures.set(digest, { metrics, gates });
  return {
    model: versions.map((version) => ({
      ...modelRecord(project, version, history),
      ...(figures.get(version.digest) ?? storedFigures(version)),
    })),
    decision: history.map((entry) => changeOfProduction(project, zone, entry, history)),
  };
}

function modelRecord(
  project: string,
  { digest, name: version, manifest, publication }: RegisteredVersion,
  history: readonly PointerEntry[],
): Omit<ModelRecord, 'metrics' | 'gates'> {
  const { training, featureVersion, files } = manifest;
  const last = history.findLast((entry) => entry.digest === digest) ?? null;
  const next = last === null ? null : (history.find(({ previous }) => previous === last.number) ?? null);
  return {
    ...{ project, digest, version, trainedFrom: training.from, trainedTo: training.to },
    featureVersion: featureVersion ?? '',
    profileDigest: files.find(({ name }) => name === 'profile.json')?.sha256 ?? null,
    parent: manifest.recalibrated?.parent ?? publication.previous,
    promotedAt: last === null ? null : microsOf(last.at),
    retiredAt: next === null ? null : microsOf(next.at),
    ...{ reason: (last ?? publication).reason, by: (last ?? publication).by },
  };
}

/** A model says its figures without their intervals, and not on how many rows. */
function storedFigures({ manifest }: RegisteredVersion): Pick<ModelRecord, 'metrics' | 'gates'> {
  const { auc, prAuc, brier, logLoss } = manifest.metrics;
  const unknown = { low: null, high: null, n: null };
  const metrics = Object.entries({ auc, prAuc, brier, logLoss }).map(([name, value]) => ({
    name,
    value,
    ...unknown,
  }));
  return { metrics, gates: {} };
}

function changeOfProduction(
  project: string,
  zone: string,
  { number, digest, kind, at, by, reason, previous }: PointerEntry,
  history: readonly PointerEntry[],
): DecisionRecord {
  const before = history.find((entry) => entry.number === previous)?.digest ?? null;
  return {
    ...{ project, date: dayOfDeed(at, by, zone), kind: 'production', object: `entry ${number}` },
    ...{ at: microsOf(at), by, reason, details: { how: kind, digest, previous: before } },
  };
}

/** A daily run dates its deeds by the day that it works on; others by the clock. */
function dayOfDeed(at: string, by: string, zone: string): string {
  if (by === dailyDeed) return at.slice(0, 10);
  const instant = Date.parse(at);
  return new Date(instant + zoneOffset(zone)(instant)).toISOString().slice(0, 10);
}

const microsOf = (iso: string): number => Date.parse(iso) * 1000;
