/** This moment, ISO 8601 in UTC. */
export const nowUtc = (): string => new Date().toISOString();

/** This moment, whole microseconds since 1970 in UTC. */
export const nowMicros = (): number => Date.now() * 1000;

/** Commit of the user's project: as given, else as the environment of its build says; null where nobody says it. */
export function commitOf(given: string | undefined): string | null {
  const { env } = process;
  return given ?? env['GIT_COMMIT'] ?? env['GITHUB_SHA'] ?? env['CI_COMMIT_SHA'] ?? null;
}
