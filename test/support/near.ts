/** |got / want - 1|, absolute where |want| is below 1e-12. */
export function relative(got: number, want: number): number {
  if (got === want) return 0;
  return Math.abs(want) < 1e-12 ? Math.abs(got - want) : Math.abs(got / want - 1);
}
