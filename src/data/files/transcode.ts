import { isAscii, isUtf8 } from 'node:buffer';
import { open } from 'node:fs/promises';

import { WinbackError } from '../../base/errors.js';
import { ChineseBytes } from './chinese-bytes.js';
import { fileBytes } from './file-bytes.js';

/** A file, the encoding it is taken for, and whether somebody named it. */
export interface Encoded {
  readonly path: string;
  readonly encoding: string;
  /** Else it was found by looking, and what contradicts it is refused. */
  readonly isNamed: boolean;
}

/**
 * Writes the text of a file as UTF-8 into another, in bounded memory.
 * @throws WinbackError BAD_INPUT naming file and line for bytes that are no character of the encoding, and, where it was
 *   found by looking, for lines in another encoding; ABORTED, IO
 */
export async function transcode(from: Encoded, to: string, signal?: AbortSignal | undefined): Promise<void> {
  const output = await open(to, 'wx');
  try {
    const decoder = from.encoding.startsWith('utf-16') ? new StreamDecoder(from) : new LineDecoder(from);
    for await (const bytes of fileBytes(from.path, signal)) await output.write(decoder.decode(bytes));
    await output.write(decoder.end());
  } catch (error) {
    if (error instanceof WinbackError) throw error;
    throw new WinbackError('IO', `cannot convert ${from.path} to UTF-8: ${(error as Error).message}`, {
      cause: error,
    });
  } finally {
    await output.close();
  }
}

interface Decoder {
  decode(bytes: Buffer): Buffer;
  end(): Buffer;
}

/** For encodings whose line end is not one byte. */
class StreamDecoder implements Decoder {
  readonly #from: Encoded;
  readonly #decoder: InstanceType<typeof TextDecoder>;
  #line = 1;

  constructor(from: Encoded) {
    this.#from = from;
    this.#decoder = new TextDecoder(from.encoding, { fatal: true });
  }

  decode(bytes: Buffer): Buffer {
    return this.#decoded(() => this.#decoder.decode(bytes, { stream: true }));
  }

  end(): Buffer {
    return this.#decoded(() => this.#decoder.decode());
  }

  #decoded(decode: () => string): Buffer {
    try {
      const text = decode();
      for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) this.#line++;
      return Buffer.from(text);
    } catch (cause) {
      throw invalid(this.#from, `at or after line ${this.#line}`, cause);
    }
  }
}

/** Whole lines at a time, so that what is wrong has a line. */
class LineDecoder implements Decoder {
  readonly #from: Encoded;
  readonly #decoder: InstanceType<typeof TextDecoder>;
  readonly #chinese: ChineseBytes | null;
  #rest: Buffer[] = [];
  #line = 1;

  constructor(from: Encoded) {
    this.#from = from;
    this.#decoder = new TextDecoder(from.encoding, { fatal: true });
    this.#chinese = from.isNamed ? null : new ChineseBytes();
  }

  decode(bytes: Buffer): Buffer {
    const end = bytes.lastIndexOf(10) + 1;
    if (end === 0) {
      this.#rest.push(bytes);
      return Buffer.alloc(0);
    }
    const whole = Buffer.concat([...this.#rest, bytes.subarray(0, end)]);
    this.#rest = end === bytes.length ? [] : [Buffer.from(bytes.subarray(end))];
    return this.#lines(whole);
  }

  end(): Buffer {
    const last = this.#lines(Buffer.concat(this.#rest));
    if (this.#chinese?.plausible === false)
      throw new WinbackError(
        'BAD_INPUT',
        `${this.#from.path}: the text is not UTF-8; it could be ${this.#from.encoding}, but does not look like Chinese: ${nameIt}`,
      );
    return last;
  }

  #lines(bytes: Buffer): Buffer {
    let text: string;
    try {
      text = this.#decoder.decode(bytes);
    } catch (cause) {
      throw this.#fault(bytes, cause);
    }
    if (this.#chinese !== null) this.#check(bytes, this.#chinese);
    for (let at = bytes.indexOf(10); at >= 0; at = bytes.indexOf(10, at + 1)) this.#line++;
    return Buffer.from(text);
  }

  /** Why bytes cannot be decoded: a file of UTF-8 with lines that are none looks like this, too. */
  #fault(bytes: Buffer, cause: unknown): WinbackError {
    const mixed =
      this.#chinese !== null && linesBefore(bytes, isChineseUtf8) >= 0 ? this.#mixed(bytes) : null;
    if (mixed !== null) return mixed;
    const line = linesBefore(bytes, (one) => !this.#isValid(one));
    return invalid(this.#from, `line ${this.#line + line}`, cause);
  }

  #check(bytes: Buffer, chinese: ChineseBytes): void {
    chinese.add(bytes);
    const mixed = linesBefore(bytes, isChineseUtf8) < 0 ? null : this.#mixed(bytes);
    if (mixed !== null) throw mixed;
  }

  /** Names the first line in the encoding that fewer lines have; null where all of these bytes are alike. */
  #mixed(bytes: Buffer): WinbackError | null {
    const [utf8, other] = [true, false].map((kind) => linesOf(bytes, (line) => isUtf8(line) === kind));
    if (utf8!.count === 0 || other!.count === 0) return null;
    const isOdd = utf8!.count < other!.count;
    const [odd, rest] = isOdd ? ['UTF-8', this.#from.encoding] : ['not UTF-8', 'UTF-8'];
    const { first } = isOdd ? utf8! : other!;
    return new WinbackError(
      'BAD_INPUT',
      `${this.#from.path}, line ${this.#line + first}: this line is ${odd}, others are ${rest}: the file mixes two encodings; ` +
        'write it with one',
    );
  }

  #isValid(line: Buffer): boolean {
    try {
      this.#decoder.decode(line);
      return true;
    } catch {
      return false;
    }
  }
}

/** Number of lines before the first that fits; -1 where none does. */
function linesBefore(bytes: Buffer, fits: (line: Buffer) => boolean): number {
  let number = 0;
  for (let start = 0; start < bytes.length; number++) {
    const end = bytes.indexOf(10, start) + 1 || bytes.length;
    if (fits(bytes.subarray(start, end))) return number;
    start = end;
  }
  return -1;
}

/** Lines with other bytes than ASCII that fit: how many, and the lines before the first of them. */
function linesOf(
  bytes: Buffer,
  fits: (line: Buffer) => boolean,
): { readonly count: number; readonly first: number } {
  let count = 0;
  let first = -1;
  let number = 0;
  linesBefore(bytes, (line) => {
    if (!isAscii(line) && fits(line) && count++ === 0) first = number;
    number++;
    return false;
  });
  return { count, first };
}

/** A line with a character of three bytes as UTF-8 writes Chinese, all of which is UTF-8. */
function isChineseUtf8(line: Buffer): boolean {
  for (let i = 0; i < line.length - 2; i++) {
    const first = line[i]!;
    if (first < 0x80) continue;
    // The first character above ASCII decides: nearly every line of another encoding ends here.
    return first >= 0xe3 && first <= 0xe9 && isUtf8(line);
  }
  return false;
}

const nameIt =
  'name the encoding as `encoding` (such as windows-1252, gb18030, euc-kr), or save the file as UTF-8 (in a spreadsheet: "CSV UTF-8")';

function invalid({ path, encoding, isNamed }: Encoded, place: string, cause: unknown): WinbackError {
  const why = isNamed
    ? `bytes that are no ${encoding}: is it the file's encoding, and is all of the file in it?`
    : `bytes that are neither UTF-8 nor ${encoding}: ${nameIt}`;
  return new WinbackError('BAD_INPUT', `${path}, ${place}: ${why}`, { cause });
}
