import type { StoredModel } from '../../registry/model-store.js';
import type { Bilingual } from '../../report/bilingual.js';

/** What a feature is called, and in what its values are. */
export interface TitledColumn {
  /** In both languages; the name of the column where the model does not say. */
  readonly title: Bilingual;
  /** Such as `days`; null where the model does not say. */
  readonly unit: string | null;
}

/** Titles and units of the features of a model, in its order. */
export function titlesOf({ classifier, features }: StoredModel): readonly TitledColumn[] {
  const known = new Map(storedRecords(features).map((record) => [record['name'], record]));
  return classifier.features.map(({ name }) => {
    const record = known.get(name) ?? {};
    const unit = textOf(record['unit'], null);
    return {
      title: { zh: textOf(record['titleZh'], name), en: textOf(record['titleEn'], name) },
      // A category has no unit to write.
      unit: unit === 'category' ? null : unit,
    };
  });
}

/** What training wrote of its features; none for a prepared table and for a model of another program. */
function storedRecords(features: unknown): readonly Readonly<Record<string, unknown>>[] {
  const list = (features as { readonly features?: unknown } | null)?.features;
  return Array.isArray(list) ? list.filter((record) => record !== null && typeof record === 'object') : [];
}

const textOf = <T>(value: unknown, otherwise: T): string | T =>
  typeof value === 'string' ? value : otherwise;
