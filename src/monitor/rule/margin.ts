/**
 * How far the empirical distribution function of `rows` independent rows can be from the true one: at most this far for all of
 * `series` at the same time, with probability 1 - alpha. The inequality of Dvoretzky, Kiefer and Wolfowitz with Massart's
 * constant (1990) holds for every number of rows and with ties.
 * @param rows rows with a value, >= 1
 * @param series how many columns are judged together
 * @param alpha chance that one of them is further away, in (0, 1)
 */
export function massartMargin(rows: number, series: number, alpha: number): number {
  return Math.sqrt(Math.log((2 * series) / alpha) / (2 * rows));
}

/**
 * Logarithm of the p-value of "the true distance is at most `limit`" for a measured distance: the same inequality, turned round.
 * As a logarithm, since the value itself underflows at a few thousand rows.
 */
export function logMassartP(distance: number, limit: number, rows: number): number {
  const beyond = Math.max(0, distance - limit);
  return Math.min(0, Math.LN2 - 2 * rows * beyond ** 2);
}
