/** What the report says about columns that may not be read as they are meant. */
export const columns = {
  heading: 'Columns to look at',
  column: 'Column',
  found: 'What was found',
  examples: 'Examples',
  kinds: {
    'missing-marks': (rows: string, of: string) => `${rows} of ${of} values are read as missing numbers`,
    'mostly-numbers': (rows: string, of: string) =>
      `${rows} of ${of} values are numbers, others are not: the values are read as names`,
    'written-numbers': (rows: string, of: string) =>
      `${rows} of ${of} values are numbers with separators or signs: they are read as names`,
    'all-numbers': (rows: string, of: string) =>
      `${rows} of ${of} values are numbers held as text: they are read as names`,
    infinite: (rows: string, of: string) =>
      `${rows} of ${of} values are infinite; the example is the first row`,
  },
} as const;
