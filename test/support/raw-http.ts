// Bytes as they are on a socket: what no client of HTTP would send.
import net from 'node:net';

export interface RawAnswer {
  readonly status: number;
  readonly head: string;
  /** The body, parsed; null where it is no JSON. */
  readonly body: Record<string, unknown> | null;
}

/** Sends the parts one after another and reads until the server closes the connection. */
export function sendRaw(url: string, ...parts: readonly (string | Uint8Array)[]): Promise<RawAnswer> {
  const { hostname, port } = new URL(url);
  return new Promise((resolve, reject) => {
    const socket = net.connect(Number(port), hostname);
    const chunks: Buffer[] = [];
    socket.on('connect', () => {
      for (const part of parts) socket.write(part);
    });
    socket.on('data', (chunk: Buffer) => chunks.push(chunk));
    // A server that refuses what is still on its way resets the connection, with the answer read already.
    socket.on('error', (error) => (chunks.length > 0 ? undefined : reject(error)));
    socket.on('close', () => resolve(answerOf(Buffer.concat(chunks).toString())));
  });
}

function answerOf(text: string): RawAnswer {
  const [head = '', ...rest] = text.split('\r\n\r\n');
  const status = Number(/^HTTP\/1\.1 (\d{3})/.exec(head)?.[1] ?? 0);
  return { status, head, body: parsed(rest.join('\r\n\r\n')) };
}

function parsed(text: string): RawAnswer['body'] {
  try {
    return JSON.parse(text) as RawAnswer['body'];
  } catch {
    return null;
  }
}
