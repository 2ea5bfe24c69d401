import type { Readable, Writable } from 'node:stream';

import { StdioServerTransport } from '@modelcontextprotocol/sdk/server/stdio.js';

import { WinbackError } from '../base/errors.js';
import { type MetricDictionary, metricDictionary } from '../entries/experiment.js';
import type { State } from '../entries/state.js';
import { readConfig } from '../pipeline/config-file.js';
import type { Language } from '../pipeline/terminal-texts.js';
import { assistantServer } from './server.js';
import type { DraftPlace, Explaining } from './tool.js';
import { openIds, saltedIds } from './user-ids.js';

/** How an assistant is served. */
export interface AssistantOptions {
  readonly state: State;
  readonly language: Language;
  /** Version of this program. */
  readonly version: string;
  /** Answers hold the ids of users as they are. */
  readonly allowIds: boolean;
  /** File with the definitions of metrics; null: none. */
  readonly metricsFile: string | null;
  /** null: no drafts. */
  readonly drafts: DraftPlace | null;
  /** What users and plans are explained from. */
  readonly explaining: Explaining;
  readonly input: Readable;
  /** Only messages of the protocol are written here. */
  readonly output: Writable;
  /** Ends the conversation. */
  readonly signal: AbortSignal;
}

/** Most bytes of one question. */
const mostBytes = 1 << 20;

/**
 * Answers questions in the Model Context Protocol until the input or the signal ends; questions that were asked are answered first.
 * @throws WinbackError BAD_INPUT for a question that is too long, NOT_FOUND or BAD_CONFIG for the definitions of metrics
 */
export async function serveAssistant(options: AssistantOptions): Promise<void> {
  const { state, language, version, allowIds, metricsFile, drafts, input, output, signal } = options;
  const metrics: MetricDictionary | null =
    metricsFile === null ? null : await readConfig(metricsFile, metricDictionary);
  const ids = allowIds ? openIds : saltedIds();
  const calls = new Set<Promise<unknown>>();
  const onCall = (call: Promise<unknown>): void => {
    calls.add(call);
    void call.finally(() => calls.delete(call));
  };
  const context = { state, ids, metrics, drafts, explaining: options.explaining, language, signal };
  const server = assistantServer(context, { language, version, onCall });
  const transport = new StdioServerTransport(input, output, { maxBufferSize: mostBytes });
  const ended = endOf(input, signal);
  let fault: Error | null = null;
  server.server.onerror = (error) => {
    if (/maximum size/.test(error.message)) fault = error;
  };
  const closed = new Promise<void>((resolve) => {
    server.server.onclose = resolve;
  });
  await server.connect(transport);
  await Promise.race([ended, closed]);
  await settled(calls);
  await server.close();
  if (fault !== null)
    throw new WinbackError(
      'BAD_INPUT',
      `a question has more than ${mostBytes} bytes: the conversation ended`,
      {
        cause: fault,
      },
    );
}

/** Resolves at the end of the input, or when the signal asks for it. */
function endOf(input: Readable, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    for (const event of ['end', 'close', 'error'] as const) input.once(event, () => resolve());
    signal.addEventListener('abort', () => resolve(), { once: true });
    if (signal.aborted) resolve();
  });
}

/** Waits until no call runs. The protocol starts a call some turns after its bytes came. */
async function settled(calls: ReadonlySet<Promise<unknown>>): Promise<void> {
  for (let quiet = 0; quiet < 3; quiet += 1) {
    if (calls.size > 0) quiet = 0;
    await Promise.allSettled(calls);
    await new Promise((resolve) => setImmediate(resolve));
  }
}
