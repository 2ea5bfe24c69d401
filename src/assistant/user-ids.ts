import { WinbackError } from '../base/errors.js';
import { nodeCrypto } from '../base/node-crypto.js';

const prefix = 'salted:';
/** Salted ids that are remembered; the first given is the first forgotten. */
const mostRemembered = 100_000;

/** How ids of users stand in answers. */
export interface UserIds {
  /** The id as an answer shows it. */
  readonly shown: (id: string) => string;
  /** The id of what a question names. @throws WinbackError NOT_FOUND for a salted id that no answer gave */
  readonly asked: (name: string) => string;
}

/** Ids as they are, for an operator who allows it. */
export const openIds: UserIds = { shown: (id) => id, asked: (name) => name };

/** Ids under a salt that only this process knows: answers can be joined with each other, and with nothing else. */
export function saltedIds(): UserIds {
  const salt = nodeCrypto().randomBytes(32);
  const known = new Map<string, string>();
  const shown = (id: string): string => {
    const digest = nodeCrypto().createHmac('sha256', salt).update(id).digest('hex').slice(0, 24);
    known.set(prefix + digest, id);
    if (known.size > mostRemembered) known.delete(known.keys().next().value as string);
    return prefix + digest;
  };
  return { shown, asked: (name) => (name.startsWith(prefix) ? rememberedId(known, name) : name) };
}

function rememberedId(known: ReadonlyMap<string, string>, name: string): string {
  const id = known.get(name);
  if (id === undefined)
    throw new WinbackError(
      'NOT_FOUND',
      `user: no answer of this session gave ${name.slice(0, 80)}; salted ids change with every start`,
    );
  return id;
}
