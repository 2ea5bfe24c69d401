import { WinbackError } from '../../base/errors.js';
import type { StateRecords } from '../../state/records.js';
import type { State } from '../../state/state.js';
import { type StatePlace, withState } from '../state/place.js';
import type { CloseRunOptions, Closing } from './run.js';

/** Where a closing is kept: the state of a running system, under the name of its configuration. */
export interface ClosingPlace {
  readonly state: StatePlace;
  readonly project: string;
  /** This moment, ISO 8601 in UTC. */
  readonly now: string;
}

/** Keeps a closing in the state: the dashboard and assistants show it among the campaigns. A repeated closing replaces the record. */
export async function keepClosing(
  closing: Closing,
  { state: place, project, now }: ClosingPlace,
): Promise<void> {
  const campaign = closingRecord(closing, project, now.slice(0, 10));
  const { holdoutWidths: _, ...details } = closing;
  const decision: StateRecords['decision'] = {
    ...{ project, date: campaign.date, kind: 'closing', object: campaign.campaign },
    ...{ at: Date.parse(now) * 1000, by: 'rule', reason: closing.ok ? 'checks-passed' : 'check-failed' },
    details: JSON.parse(JSON.stringify(details)),
  };
  await withState(place, { create: true }, (state) =>
    state.put({ campaign: [campaign], decision: [decision] }),
  );
}

/** All tiers and actions of the closed plans as one record, in fen. */
function closingRecord(closing: Closing, project: string, date: string): StateRecords['campaign'] {
  const { incremental, stayed, contacted, held, claimed, spent, plans } = closing;
  const fen = (yuan: number): number => Math.round(yuan * 100);
  return {
    ...{
      project,
      campaign: `closed ${plans.map(({ name }) => name).join(', ')}`,
      date,
      tier: '*',
      action: '*',
    },
    ...{ currency: 'CNY', planDigest: plans.map(({ digest }) => digest).join(' '), plannedUsers: contacted },
    ...{ plannedCostMinor: fen(spent), plannedProfitMinor: fen(claimed), sent: contacted, delivered: 0 },
    ...{ spentMinor: fen(spent), holdout: held },
    ...{ recall: stayed.value, recallLow: stayed.low, recallHigh: stayed.high },
    ...{ netGmvMinor: fen(incremental.value), netGmvLowMinor: fen(incremental.low) },
    netGmvHighMinor: fen(incremental.high),
  };
}

/** A closing that a state keeps, with where it stands there. */
export interface KeptClosing extends Pick<StateRecords['decision'], 'project' | 'date' | 'object'> {
  /** As `winback close` gave it. */
  readonly closing: Omit<Closing, 'holdoutWidths'>;
}

/** The newest closing that a plan was part of, of any configuration; null where the state has none. */
export async function keptClosing(state: State, planDigest: string): Promise<KeptClosing | null> {
  const closings = await state.list('decision', { where: { kind: 'closing' } });
  const own = closings
    .map(({ project, date, object, at, details }) => {
      return { project, date, object, at, closing: details as unknown as KeptClosing['closing'] };
    })
    .filter(({ closing }) => closing.plans.some(({ digest }) => digest === planDigest))
    .sort((a, b) => b.at - a.at);
  if (own[0] === undefined) return null;
  const { at: _, ...newest } = own[0];
  return newest;
}

/** Runs `work` with the outbox of the place; without one where there is no place, or no state at it yet. */
export async function withOutbox<T>(
  place: ClosingPlace | null,
  work: (outbox: CloseRunOptions['outbox']) => Promise<T>,
): Promise<T> {
  if (place === null) return work(undefined);
  let isOpen = false;
  try {
    return await withState(place.state, { create: false }, (state) => {
      isOpen = true;
      return work({ state, project: place.project });
    });
  } catch (error) {
    if (!isOpen && error instanceof WinbackError && error.code === 'NOT_FOUND') return work(undefined);
    throw error;
  }
}
