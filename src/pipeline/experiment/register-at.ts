import { isObjectAddress, objectAddress } from '../../base/object-address.js';
import { fileRegister } from '../../experiment/register/file-register.js';
import type { ExperimentRegister } from '../../experiment/register/register.js';
import type { ObjectAccess } from '../../stores/objects/bucket.js';

/**
 * The register at a place: a folder, or a prefix of an object store.
 * @throws WinbackError BAD_INPUT for an unusable address; NOT_FOUND without keys
 */
export async function registerAt(place: string, access: ObjectAccess): Promise<ExperimentRegister> {
  if (!isObjectAddress(place)) return fileRegister(place);
  // Loaded for those who have an object store: importing winback must stay cheap.
  const { objectRegister } = await import('../../experiment/register/object-register.js');
  return objectRegister(objectAddress(place, 'register'), access);
}
