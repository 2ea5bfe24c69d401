import { WinbackError } from '../base/errors.js';

/** A package that only those install who use it. */
export interface PeerPackage<T> {
  /** As npm installs it: `mysql2@3`. */
  readonly name: string;
  /** What it connects to, for the message. */
  readonly purpose: string;
  /** Imports it; bundlers need the name in a literal `import()`. */
  readonly load: () => Promise<T>;
}

/** The package. @throws WinbackError NOT_FOUND with the command that installs it */
export async function peerPackage<T>({ name, purpose, load }: PeerPackage<T>): Promise<T> {
  try {
    return await load();
  } catch (cause) {
    throw new WinbackError('NOT_FOUND', `${purpose} needs one more package: npm install ${name}`, { cause });
  }
}
