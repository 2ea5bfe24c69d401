// What only the command line takes of the rooms below, and no public entry has.
export { conform } from '../model/conform.js';
export { readingLines } from '../report/index.js';
