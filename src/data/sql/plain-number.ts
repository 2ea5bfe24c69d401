/**
 * Regular expression of the texts that are numbers, for engines whose casts read others, too (`1d` in Spark) or stop at the
 * first that is none. It has no backslash, which some engines take for an escape.
 */
export const plainNumber = '^ *[-+]?([0-9]+[.]?[0-9]*|[.][0-9]+)([eE][-+]?[0-9]+)? *$';
