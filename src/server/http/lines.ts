import { Problem } from './problem.js';

const newline = 10;

/**
 * The lines of a body as they arrive, those of one chunk together; empty ones are left out.
 * @param longest bytes of one line
 * @throws Problem TOO_LARGE for a line that is longer
 */
export async function* linesOf(
  body: AsyncIterable<Uint8Array>,
  longest: number,
): AsyncGenerator<readonly Buffer[]> {
  let open: Buffer = Buffer.alloc(0);
  for await (const chunk of body) {
    const bytes = open.length === 0 ? Buffer.from(chunk) : Buffer.concat([open, chunk]);
    const lines: Buffer[] = [];
    let from = 0;
    for (let end = bytes.indexOf(newline); end >= 0; end = bytes.indexOf(newline, from)) {
      if (end > from) lines.push(bytes.subarray(from, end));
      from = end + 1;
    }
    open = bytes.subarray(from);
    if (open.length > longest) throw new Problem('TOO_LARGE', `a line is longer than ${longest} bytes`);
    if (lines.length > 0) yield lines;
  }
  if (open.length > 0) yield [open];
}
