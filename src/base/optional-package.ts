import { WinbackError } from './errors.js';
import { dependencyVersion } from './package-manifest.js';

/** What an import rejects with when a package, or the binary of this platform that it loads, is not installed. */
const missingCodes: readonly unknown[] = ['ERR_MODULE_NOT_FOUND', 'MODULE_NOT_FOUND', 'ERR_DLOPEN_FAILED'];

/**
 * Imports a package that an install may leave out (`--omit=optional`).
 * @param name the package, one of winback's optionalDependencies
 * @param purpose what winback does with it, for the message: `reads and writes CSV and Parquet files`
 * @param load imports it; bundlers need the name in a literal `import()`
 * @throws WinbackError NOT_FOUND with the commands that install it
 */
export async function optionalPackage<T>(name: string, purpose: string, load: () => Promise<T>): Promise<T> {
  try {
    return await load();
  } catch (cause) {
    if (!missingCodes.includes((cause as { code?: unknown } | null)?.code)) throw cause;
    const wanted = [name, dependencyVersion(name)].filter((part) => part !== null).join('@');
    const [firstLine] = (cause as Error).message.split('\n');
    throw new WinbackError(
      'NOT_FOUND',
      `the package ${wanted}, which ${purpose}, could not be loaded (${firstLine}). Install it: npm install winback --include=optional, or npm install ${wanted}`,
      { cause },
    );
  }
}
