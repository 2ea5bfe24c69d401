// What a program can import from the package, as the compiler sees it, with the examples of its comments.
import { readdirSync } from 'node:fs';
import path from 'node:path';

import { isExportDeclaration, isExportSpecifier } from 'typescript/unstable/ast/is';
import { API, type Checker, type Symbol as CompilerSymbol, SymbolFlags } from 'typescript/unstable/sync';

import { root } from './code-blocks.js';

/** A method of a public class. */
export interface PublicMember {
  readonly name: string;
  readonly examples: readonly string[];
}

/** A value that an entry exports: function, class or constant. */
export interface PublicName {
  /** What a program imports it from, such as `winback/stats`. */
  readonly entry: string;
  readonly name: string;
  /** The code of each `@example` of its comment. */
  readonly examples: readonly string[];
  /** Public methods of a class, static ones included; none of anything else. */
  readonly methods: readonly PublicMember[];
}

/** Whether an entry exports a name as a type alone, as in `export type { languages }`. */
function isTypeOnly({ declarations }: CompilerSymbol): boolean {
  const node = declarations[0]?.resolve();
  if (node === undefined || !isExportSpecifier(node)) return false;
  const statement = node.parent.parent;
  return node.isTypeOnly || (isExportDeclaration(statement) && statement.isTypeOnly);
}

const movedNames = path.join('entries', 'moved.ts').toLowerCase();

/** The entry files with the name that each is imported by; `winback` last, so that a name counts for its subject. */
function entries(): ReadonlyMap<string, string> {
  const folder = path.join(root, 'src/entries');
  const subjects = readdirSync(folder).filter((file) => !file.startsWith('moved'));
  return new Map([
    ...subjects.map((file) => [path.join(folder, file), `winback/${path.basename(file, '.ts')}`] as const),
    [path.join(root, 'src/index.ts'), 'winback'] as const,
  ]);
}

function examplesOf(checker: Checker, symbol: CompilerSymbol): string[] {
  const tags = symbol.getJsDocTags(checker).filter(({ name }) => name === 'example');
  return tags.flatMap(({ text = '' }) =>
    [...text.matchAll(/```ts\n([\s\S]*?)```/g)].map((found) => found[1]!),
  );
}

function methodsOf(checker: Checker, symbol: CompilerSymbol): PublicMember[] {
  if ((symbol.flags & SymbolFlags.Class) === 0) return [];
  const members = [...symbol.getExports().values(), ...symbol.getMembers().values()];
  return members
    .filter(({ flags, name }) => (flags & SymbolFlags.Method) !== 0 && !/^\W|^__/.test(name))
    .filter((member) => !member.getJsDocTags(checker).some(({ name }) => name === 'internal'))
    .map((member) => ({ name: member.name, examples: examplesOf(checker, member) }));
}

/** Every value that the entries export, once each, in the order of the entries. */
export function publicNames(): readonly PublicName[] {
  const api = new API({ cwd: root });
  try {
    const snapshot = api.updateSnapshot({ openProjects: [path.join(root, 'tsconfig.json')] });
    const { program, checker } = snapshot.getProjects()[0]!;
    const found = new Map<number, PublicName>();
    for (const [file, entry] of entries()) {
      const module = checker.getSymbolAtLocation(program.getSourceFile(file)!)!;
      for (const exported of checker.getExportsOfModule(module)) {
        const isAlias = (exported.flags & SymbolFlags.Alias) !== 0;
        const symbol = isAlias ? checker.getAliasedSymbol(exported) : exported;
        const isValue = (symbol.flags & SymbolFlags.Value) !== 0 && !isTypeOnly(exported);
        if (!isValue || found.has(symbol.id)) continue;
        if (symbol.valueDeclaration?.path.endsWith(movedNames)) continue;
        const { name } = exported;
        const examples = examplesOf(checker, symbol);
        found.set(symbol.id, { entry, name, examples, methods: methodsOf(checker, symbol) });
      }
    }
    return [...found.values()];
  } finally {
    api.close();
  }
}
