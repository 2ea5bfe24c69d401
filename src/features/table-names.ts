import { otherCategory } from './attributes.js';
import { featureName } from './definitions/definition.js';
import type { TableNames } from './runs/tables.js';
import { type AttributeEncoding, dayColumn, labelColumn, userColumn } from './snapshot-query.js';
import type { TableContent } from './snapshot-tables.js';

/** The categories of an attribute in code order: what is not among the most frequent comes last. */
export const categoriesOf = ({ categories }: Pick<AttributeEncoding, 'categories'>): readonly string[] => [
  ...categories,
  otherCategory,
];

/** Names of the columns of a snapshot. @param labelDays days of the label; null without one */
export function namesOf(
  { config, definitions, encodings }: TableContent,
  labelDays: number | null,
): TableNames {
  return {
    user: userColumn,
    day: dayColumn,
    label: labelDays === null ? null : labelColumn(labelDays),
    features: definitions.map((definition) => featureName(definition, config.windows)),
    attributes: encodings.map(({ field, ...own }) => ({ name: field, categories: categoriesOf(own) })),
  };
}
