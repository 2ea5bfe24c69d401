import { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js';
import { z } from 'zod';

import { type ArgumentName, assistantTexts } from '../pipeline/assistant-texts.js';
import type { Language } from '../pipeline/terminal-texts.js';
import { answerOf, faultOf } from './answer.js';
import type { Context, Tool } from './tool.js';
import { draftTool, readingTools } from './tools/index.js';

/** Most elements of the arguments of one question. */
const mostElements = 100;

/** What stands around the tools. */
export interface AssistantSurroundings {
  readonly language: Language;
  /** Version of this program. */
  readonly version: string;
  /** Takes every call, so that the end can wait for it. */
  readonly onCall: (call: Promise<unknown>) => void;
}

/** A server of the protocol with every tool; it is not connected yet. */
export function assistantServer(
  context: Context,
  { language, version, onCall }: AssistantSurroundings,
): McpServer {
  const texts = assistantTexts(language);
  const server = new McpServer(
    { name: 'winback', version },
    { instructions: texts.instructions, maxToolInputElements: mostElements },
  );
  const tools = context.drafts === null ? readingTools : [...readingTools, draftTool];
  for (const tool of tools) {
    const isDraft = tool === draftTool;
    const annotations = {
      ...{ readOnlyHint: !isDraft, destructiveHint: false, idempotentHint: true, openWorldHint: false },
    };
    const described = { description: texts.tools[tool.name], inputSchema: schemaOf(tool, texts.arguments) };
    server.registerTool(tool.name, { ...described, annotations }, (given: unknown) => {
      const call = tool
        .run(context, given)
        .then((finding) => answerOf(finding, texts.notice))
        .catch((error: unknown) => faultOf(error, language));
      onCall(call);
      return call;
    });
  }
  return server;
}

/** The arguments with their words; others are refused. */
function schemaOf({ shape }: Tool, words: Readonly<Record<ArgumentName, string>>) {
  const described = Object.entries(shape).map(([name, schema]) => [
    name,
    // Every argument of a tool has its words: a test compares both.
    (schema as z.ZodType).describe(words[name as ArgumentName]),
  ]);
  return z.strictObject(Object.fromEntries(described) as z.ZodRawShape);
}
