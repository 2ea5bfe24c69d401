// What a name of version 0.1 is replaced by where it is no longer exported: any use says where the name is now.
import { WinbackError } from '../base/errors.js';

/** Stands for a name that has moved: it cannot be called, constructed or read, and its type says where the name is. */
export interface Moved<Place extends string> {
  readonly moved: Place;
}

// What only looks (printing, awaiting, a test that asks whether it is an object) reads symbols and `then`.
export function moved<Place extends string>(name: string, place: Place): Moved<Place> {
  const refuse = (): never => {
    throw new WinbackError('BAD_INPUT', `${name} ${place}`);
  };
  const handler: ProxyHandler<new () => object> = {
    apply: refuse,
    construct: refuse,
    get: (_, key) => (typeof key === 'symbol' || key === 'then' ? undefined : refuse()),
  };
  // A class may be constructed, which a handler can only refuse for what could be.
  return new Proxy(class {}, handler) as unknown as Moved<Place>;
}

/** Names that are in another entry now. */
export const movedTo =
  <Entry extends string>(entry: Entry) =>
  (name: string) =>
    moved(name, `is now in '${entry}'` as const);

/** Names that no entry exports any more. */
export const internal = (name: string) => moved(name, 'is internal to winback and no longer exported');
