/**
 * The results of work that runs side by side, when all of it has ended: nothing is left running behind an error.
 * @throws what the first of them that failed threw, in the order given
 */
export async function allDone<const T extends readonly unknown[]>(
  work: T,
): Promise<{ -readonly [K in keyof T]: Awaited<T[K]> }> {
  const ended = await Promise.allSettled(work);
  return ended.map((one) => {
    if (one.status === 'fulfilled') return one.value;
    throw one.reason;
  }) as { -readonly [K in keyof T]: Awaited<T[K]> };
}
