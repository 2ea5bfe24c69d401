// One line per step on stderr, with the time it took; a ticking line while a terminal is watching.
const isTerminal = process.stderr.isTTY === true;

export async function step(title, work) {
  const start = Date.now();
  const seconds = () => ((Date.now() - start) / 1000).toFixed(0);
  if (!isTerminal) process.stderr.write(`- ${title} ...\n`);
  const timer = isTerminal
    ? setInterval(() => process.stderr.write(`\r- ${title} ... ${seconds()} s`), 500)
    : setInterval(() => process.stderr.write(`  still ${title.toLowerCase()} (${seconds()} s)\n`), 30_000);
  try {
    return await work();
  } finally {
    clearInterval(timer);
    process.stderr.write(
      `${isTerminal ? '\r' : ''}- ${title}: ${((Date.now() - start) / 1000).toFixed(1)} s\n`,
    );
  }
}
