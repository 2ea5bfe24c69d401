import type { Readable } from 'node:stream';

/**
 * Every chunk of a stream up to its true end. A connection that breaks ends some streams like a finished one and tells it
 * by an `error`, by `aborted` or by closing without an `end`: all of them are thrown.
 */
export async function* wholeStream(stream: Readable): AsyncGenerator<Uint8Array> {
  let failure: Error | undefined;
  stream.on('error', (error: Error) => {
    failure ??= error;
  });
  stream.on('aborted', () => {
    failure ??= new Error('the connection was cut');
  });
  for await (const chunk of stream) yield chunk as Uint8Array;
  // Listeners of a break that came with the last chunk run before this.
  await new Promise((resolve) => setImmediate(resolve));
  if (failure !== undefined) throw failure;
  const message = stream as { readonly complete?: boolean | undefined };
  if (!stream.readableEnded || message.complete === false) throw new Error('the connection was cut');
}

/** All bytes of a stream. @throws what wholeStream throws */
export async function wholeBytes(stream: Readable): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of wholeStream(stream)) chunks.push(chunk);
  return Buffer.concat(chunks);
}
