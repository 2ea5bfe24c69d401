// What only the command line takes of the rooms below, and no public entry has.
export { formatOf, outputFormatOf } from '../data/tables/paths.js';
export { dayNumber } from '../features/days.js';
export { readingLines } from '../report/index.js';
