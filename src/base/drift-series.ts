/** What a series of evidence is about: the distribution, missing values or new categories of a column, or the score. */
export interface DriftSeries {
  /** The column; null for the score. */
  readonly column: string | null;
  readonly about: 'distribution' | 'missing' | 'unseen';
}

const score = '(score)';

/**
 * The name under which evidence about it is stored: the column's own name for its distribution. A name in parentheses
 * before it tells the others apart, also where a column has a name with parentheses.
 */
export function seriesName({ column, about }: DriftSeries): string {
  if (column === null) return score;
  if (about !== 'distribution') return `(${about}) ${column}`;
  return column.startsWith('(') ? `(column) ${column}` : column;
}

/** What `seriesName` named. */
export function seriesOf(name: string): DriftSeries {
  if (name === score) return { column: null, about: 'distribution' };
  const [, about, column] = /^\((column|missing|unseen)\) (.*)$/s.exec(name) ?? [];
  if (about === undefined) return { column: name, about: 'distribution' };
  return { column: column!, about: about === 'column' ? 'distribution' : (about as DriftSeries['about']) };
}
