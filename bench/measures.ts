// Processor time and memory of work, for benches whose work runs on threads of its own.

// Garbage is collected first, since its collection is no part of what is measured next.
export function collect(): void {
  (globalThis as { gc?: () => void }).gc?.();
}

/** Processor seconds of all threads since `from`. */
export function processorSeconds(from?: NodeJS.CpuUsage): number {
  const { user, system } = process.cpuUsage(from);
  return (user + system) / 1e6;
}

export async function timed<T>(
  work: () => Promise<T>,
): Promise<{ readonly value: T; readonly seconds: number }> {
  collect();
  const start = process.cpuUsage();
  const value = await work();
  return { value, seconds: processorSeconds(start) };
}

/** Largest resident size while `work` runs, sampled, MB. */
export async function withPeak<T>(
  work: () => Promise<T>,
): Promise<{ readonly value: T; readonly peakMb: number }> {
  let peak = 0;
  const sample = (): void => {
    peak = Math.max(peak, process.memoryUsage.rss());
  };
  const timer = setInterval(sample, 20);
  try {
    const value = await work();
    sample();
    return { value, peakMb: peak / 1e6 };
  } finally {
    clearInterval(timer);
  }
}
