import { ensure, WinbackError } from '../base/errors.js';
import { nodeCrypto } from '../base/node-crypto.js';
import { requirePart } from '../base/shape.js';
import { readSecret, type SecretPlaces } from '../stores/secrets.js';
import { metaOf, metaStatement } from './reads.js';
import { requireState, type State } from './state.js';

/** Pseudonyms of persons under the key of a state. Without the key nobody can tell whose they are, or make one. */
export interface PersonKey {
  /**
   * The pseudonym of a user id.
   * @param id the user
   */
  user(id: string): string;
  /**
   * The pseudonym of an address, whichever way it is written.
   * @param address of mail, phone or a device
   */
  address(address: string): string;
}

const fewestLetters = 32;
const keyCheck = 'key check';

/**
 * The key of a state, from a file that lies elsewhere than the state. The first key that a state sees is its key.
 * @param state open
 * @param file path of a file with at least 32 random letters, for example `openssl rand -hex 32`
 * @param places the folder that a relative path starts from
 * @throws WinbackError NOT_FOUND without the file; BAD_INPUT for a short key, or one that is not the key of the state
 *
 * @example
 * ```ts
 * import { writeFile } from 'node:fs/promises';
 * import { openState, personKey } from 'winback/state';
 *
 * await writeFile('out/person.key', '0123456789abcdef'.repeat(4));
 * const state = await openState('out/keyed.db');
 * const key = await personKey(state, 'out/person.key');
 * await state.close();
 * key.address('138 0000 0000') === key.address('+8613800000000'); // true
 * ```
 */
export async function personKey(state: State, file: string, places: SecretPlaces = {}): Promise<PersonKey> {
  requireState(state);
  requirePart(file, 'file', 'text');
  const secret = await readSecret({ file }, 'keyFile', places);
  ensure(
    secret.length >= fewestLetters,
    `the key in ${file} has fewer than ${fewestLetters} letters: make one with \`openssl rand -hex 32\``,
  );
  const mac = (what: string, value: string): string =>
    nodeCrypto().createHmac('sha256', secret).update(`${what}\0${value}`).digest('hex');
  await requireSameKey(state, mac('check', 'winback state key'), file);
  return {
    user: (id) => `hmac:${mac('user', id)}`,
    address: (address) => mac('address', plainAddress(address)),
  };
}

async function requireSameKey(state: State, check: string, file: string): Promise<void> {
  const known = await metaOf(state, keyCheck);
  if (known === null) await state.database.write([metaStatement(keyCheck, check)]);
  else if (known !== check)
    throw new WinbackError(
      'BAD_INPUT',
      `the key in ${file} is not the one that the opt-outs of ${state.place} were kept under: name the file with the first key`,
    );
}

/**
 * An address as it is compared: mail addresses in small letters, phone numbers with their country and without spaces.
 * Eleven digits that begin with 1 are a Chinese mobile number.
 */
export function plainAddress(address: string): string {
  const given = address.trim();
  if (!/^[+\d][\d\s().-]*$/.test(given)) return given.includes('@') ? given.toLowerCase() : given;
  const digits = given.replaceAll(/[\s().-]/g, '').replace(/^00/, '+');
  if (/^1[3-9]\d{9}$/.test(digits)) return `+86${digits}`;
  return /^861[3-9]\d{9}$/.test(digits) ? `+${digits}` : digits;
}
