import type { TimeForm } from '../../../data/profile/records.js';

const clocks = [
  '',
  ' %H:%M',
  ' %H:%M:%S',
  ' %H:%M:%S.%f',
  ' %I:%M %p',
  ' %I:%M:%S %p',
  ', %H:%M',
  ', %H:%M:%S',
];
const separators = ['/', '-', '.'];
const slash = (parts: readonly string[]): readonly string[] =>
  separators.flatMap((separator) =>
    ['%Y', '%y'].flatMap((year) => {
      const day = [...parts, year].join(separator);
      return clocks.map((clock) => `${day}${clock}`);
    }),
  );

/** strptime formats of each form, tried over the whole column. */
export const timeFormats: Readonly<Partial<Record<TimeForm, readonly string[]>>> = {
  dayFirst: slash(['%d', '%m']),
  monthFirst: slash(['%m', '%d']),
  compactDate: ['%Y%m%d', '%Y%m%d%H%M%S', '%Y%m%d%H%M', '%Y%m%d %H%M%S', '%Y%m%dT%H%M%S'],
  monthName: [
    ...['%d %b %Y', '%d-%b-%Y', '%d-%b-%y', '%d %B %Y', '%b %d, %Y', '%b %d %Y', '%B %d, %Y'].flatMap((day) =>
      clocks.map((clock) => `${day}${clock}`),
    ),
  ],
};
