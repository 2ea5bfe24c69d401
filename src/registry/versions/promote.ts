import { WinbackError } from '../../base/errors.js';
import { withClaim } from './claims.js';
import type { RegistryPlace } from './place.js';
import { appendEntry, currentEntry, entryBefore } from './pointers.js';
import { manifestOf, storedVersions } from './read-versions.js';
import type { Deed, PointerEntry } from './records.js';

/** A change of where a name points. */
export interface PointerChange extends Deed {
  /** The name. @default 'production' */
  readonly name?: string | undefined;
  /**
   * Number of the entry that the decision was based on; null for a name without one. Where another holds, the change is
   * refused. @default the one that holds when the change begins
   */
  readonly base?: number | null | undefined;
  /** Change it wherever it points now. For a rollback: also to a version whose features are others. @default false */
  readonly force?: boolean | undefined;
}

/** What came of a change. */
export interface Pointed {
  /** The entry that holds now. */
  readonly entry: PointerEntry;
  /** Whether it was written for this change: a version that is in place already takes no new entry. */
  readonly changed: boolean;
}

interface Step extends PointerChange {
  readonly name: string;
  readonly signal: AbortSignal | undefined;
}

/** Lets a name point to a version. @throws WinbackError NOT_FOUND, TAMPERED, CONFLICT */
export async function promoteVersion(place: RegistryPlace, digest: string, step: Step): Promise<Pointed> {
  return changed(place, step, async (current) => {
    if (current?.digest === digest) return null;
    return { digest, kind: 'promote', restores: null };
  });
}

/** Lets a name point to the version before. @throws WinbackError NOT_FOUND where there is none, CONFLICT */
export async function rollBack(place: RegistryPlace, step: Step): Promise<Pointed> {
  const { name, signal, force = false } = step;
  return changed(place, step, async (current) => {
    const before = current === null ? null : await entryBefore(place, current, signal);
    if (current === null || before === null)
      throw new WinbackError(
        'NOT_FOUND',
        `${place.name}: ${name} has no version before the one it points to`,
      );
    if (!force) await requireSameFeatures(place, current, before, signal);
    return { digest: before.digest, kind: 'rollback', restores: before.number };
  });
}

type Decided = Pick<PointerEntry, 'digest' | 'kind' | 'restores'>;

/** Decides on the entry that holds, and appends behind it; decides again, where forced, when another was first. */
async function changed(
  place: RegistryPlace,
  step: Step,
  decide: (current: PointerEntry | null) => Promise<Decided | null>,
): Promise<Pointed> {
  const { name, force = false, signal } = step;
  let current = await currentEntry(place, name, signal);
  if (!force && step.base !== undefined && (current?.number ?? null) !== step.base)
    throw moved(place, name, current);
  for (;;) {
    const decided = await decide(current);
    if (decided === null) return { entry: current!, changed: false };
    const base = current?.number ?? null;
    const entry = await withClaim(place, decided.digest, step, signal, async () => {
      await requireComplete(place, decided.digest, signal);
      return appendEntry(place, base, { name, ...decided }, step, signal);
    });
    if (entry !== null) return { entry, changed: true };
    current = await currentEntry(place, name, signal);
    if (!force) throw moved(place, name, current);
  }
}

function moved(place: RegistryPlace, name: string, current: PointerEntry | null): WinbackError {
  if (current === null)
    return new WinbackError(
      'CONFLICT',
      `${place.name}: ${name} points nowhere yet: look at \`winback model status\`, then decide again`,
    );
  const { number, digest, by, at } = current;
  return new WinbackError(
    'CONFLICT',
    `${place.name}: ${name} has moved to ${digest} (entry ${number}, by ${by}, ${at}): look at \`winback model status\`, then decide again or use --force`,
  );
}

/** The manifest and every file that it names, each with its length. */
async function requireComplete(
  place: RegistryPlace,
  digest: string,
  signal: AbortSignal | undefined,
): Promise<void> {
  const manifest = await manifestOf(place, digest, signal);
  const stored = (await storedVersions(place, signal, digest)).files.get(digest);
  const lost = manifest.files.find(({ name, bytes }) => stored?.get(name) !== bytes);
  if (lost === undefined) return;
  throw new WinbackError(
    'TAMPERED',
    `${place.name}: the version ${digest} is not whole: ${lost.name} is missing or has another length`,
  );
}

async function requireSameFeatures(
  place: RegistryPlace,
  current: PointerEntry,
  before: PointerEntry,
  signal: AbortSignal | undefined,
): Promise<void> {
  const [now, then] = await Promise.all(
    [current, before].map(async ({ digest }) => (await manifestOf(place, digest, signal)).featureVersion),
  );
  if (now === then) return;
  throw new WinbackError(
    'CONFLICT',
    `${place.name}: the version before was trained on other features than the current one: what builds them now does not fit it. Go back to their configuration first, then use --force`,
  );
}
