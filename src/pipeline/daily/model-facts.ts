import { loadModel, type StoredModel } from '../../registry/model-store.js';
import type { DayModel } from './day.js';

/** What a stored model says about itself. Its classifier is closed, so that nothing has to be closed later. */
export async function modelFacts({ folder, digest }: DayModel): Promise<Omit<StoredModel, 'classifier'>> {
  const { classifier, ...facts } = await loadModel(folder, { digest });
  classifier.close();
  return facts;
}
