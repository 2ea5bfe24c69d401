import { type Check, type Checks, integer, listOf, oneOf, optional, text } from '../../base/options.js';
import { hasScheme } from '../../stores/connection-url.js';

/** Events as PostHog keeps and exports them. */
export interface PosthogEvents {
  /** Whose columns they are: `posthog` fills the names of columns, keys and events. @default nobody's */
  readonly preset?: 'posthog' | undefined;
  /** Key of PostHog's feature flag. @default the experiment's name */
  readonly flag?: string | undefined;
  /**
   * PostHog's persons: files of its batch export `persons`, or the table of its ClickHouse that holds moved ids; an empty
   * list: persons as they were when the events came. @default none for files, `person_distinct_id_overrides` for a server
   */
  readonly persons?: readonly string[] | undefined;
  /** PostHog's number of the project. @default the only one there */
  readonly teamId?: number | undefined;
}

const sources: Check<readonly string[]> = (value, name) =>
  typeof value === 'string' ? [text(value, name)] : listOf(text)(value, name);

/** The checks of PosthogEvents, for sections that hold more keys beside these. */
export const posthogChecks: Checks<PosthogEvents> = {
  preset: optional(oneOf('posthog'), undefined),
  flag: optional(text, undefined),
  persons: optional(sources, undefined),
  teamId: optional(integer(0), undefined),
};

/** Events in which PostHog says itself which flag had which answer. */
const ownExposures: readonly unknown[] = ['$feature_flag_called', '$experiment_exposure'];

type Given = Readonly<Record<string, unknown>>;

/**
 * What is written, with PostHog's own names where the preset asks for them. An event of the user's own that shows a variant
 * has it under `$feature/KEY`.
 */
export function withPosthogColumns(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || (value as Given)['preset'] !== 'posthog') return value;
  const given = Object.fromEntries(
    Object.entries(value).filter(([, one]) => one !== undefined && one !== null),
  );
  const { exposure = ownExposures[0], source, flag } = given;
  const answer = ownExposures.includes(exposure)
    ? { experiment: '$feature_flag', variant: '$feature_flag_response' }
    : { variant: `$feature/${String(flag)}` };
  const isServer = typeof source === 'string' && hasScheme(source, 'clickhouse');
  const server = isServer ? { table: 'events', persons: ['person_distinct_id_overrides'] } : {};
  const columns = { user: 'person_id', event: 'event', time: 'timestamp', properties: 'properties' };
  return { ...columns, exposure, ...answer, ...server, ...given };
}

interface Section extends PosthogEvents {
  readonly source?: string | undefined;
  readonly exposure: string;
  readonly user: string;
  readonly pushDown: boolean;
}

/** @throws through `refuse` for keys that do not go together */
export function requirePosthogKeys(
  { preset, flag, persons, teamId, source, exposure, pushDown, user }: Section,
  refuse: (why: string) => never,
): void {
  if (preset === undefined) {
    const wrong = Object.entries({ flag, persons, teamId }).find(([, given]) => given !== undefined);
    if (wrong !== undefined) refuse(`${wrong[0]}: goes with preset: posthog`);
    return;
  }
  if (pushDown)
    refuse(
      'pushDown: preset: posthog joins persons and leaves out repeats, which is done here: leave pushDown out',
    );
  if (user !== 'person_id')
    refuse('user: preset: posthog counts persons: leave user out, or write the columns without the preset');
  if (!ownExposures.includes(exposure) && flag === undefined)
    refuse(
      'flag is missing: an exposure of your own has the variant under `$feature/KEY`, and flag is that KEY',
    );
  if (source === undefined && teamId !== undefined && persons === undefined)
    refuse('teamId: the events of an export are of one project; it chooses among the persons: name them');
  if (source !== undefined && (persons?.length ?? 0) > 1)
    refuse('persons: one table of the ClickHouse server is read, such as person_distinct_id_overrides');
}
